using Dockerize.Build.Advice;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;

namespace Dockerize.Build;

/// <summary>The annotations of an image, from the items and labels of a project.</summary>
internal static class ImageAnnotations
{
    /// <summary>The prefix of the labels that the OCI image specification defines.</summary>
    private const string Standard = "org.opencontainers.image.";

    /// <summary>The prefix of the labels about the base image, which differs between platforms.</summary>
    private const string BaseImage = Standard + "base.";

    /// <summary>The switch of the .NET SDK for annotations from the properties of the project.</summary>
    private const string Generate = "ContainerGenerateAnnotations";

    private const string Manifest = "Manifest";

    private const string Index = "Index";

    private static readonly char[] Separators = [',', ';', ' '];

    /// <summary>
    /// The annotations of the manifest of an image: the items with the scope <c>Manifest</c>, which is the default.
    /// With <c>ContainerGenerateAnnotations=true</c>, they also include the labels from properties of the project.
    /// </summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1006: a name is invalid. DKZ1011: a scope is invalid.
    /// </exception>
    public static IReadOnlyDictionary<string, string> OfManifest(ProjectSettings settings)
    {
        var generated = settings.Properties.IsTrue(Generate) ? ProjectLabels.ReadAnnotations(settings) : [];
        return ToDictionary([.. generated, .. Items(settings, Manifest)]);
    }

    /// <summary>
    /// The annotations of the index of a multi-platform image: the items with the scope <c>Index</c>. Registries show
    /// the annotations of an index, so they also include the <c>org.opencontainers.image</c> labels of the image,
    /// except with <c>ContainerGenerateAnnotations=false</c>.
    /// </summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1006: a name is invalid. DKZ1008: an entry of <c>DockerLabels</c> is invalid. DKZ1011: a scope is invalid.
    /// </exception>
    public static IReadOnlyDictionary<string, string> OfIndex(ProjectSettings settings)
    {
        var labels = settings.Properties.IsFalse(Generate) ? [] : ImageConfig.LabelsOf(settings);
        return ToDictionary([.. labels.Where(label => IsShared(label.Key)), .. Items(settings, Index)]);
    }

    /// <summary>
    /// The names of the items that are only for an index. An image for one platform has no index.
    /// </summary>
    /// <exception cref="DiagnosticException">DKZ1011: a scope is invalid.</exception>
    public static IReadOnlyList<string> OnlyForIndex(ProjectSettings settings) =>
        [
            .. settings
                .Get(ItemSettings.Annotation)
                .Where(item => !HasScope(item, Manifest))
                .Select(item => item.Include.Trim())
                .Distinct(StringComparer.Ordinal),
        ];

    private static bool IsShared(string label) =>
        label.StartsWith(Standard, StringComparison.Ordinal) && !label.StartsWith(BaseImage, StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Items(ProjectSettings settings, string scope) =>
        NamedValues.Read(settings.Get(ItemSettings.Annotation).Where(item => HasScope(item, scope)));

    private static bool HasScope(ProjectItem item, string scope)
    {
        var scopes = item["Scope"].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0)
            return scope == Manifest;

        return scopes.All(name => Is(name, Manifest) || Is(name, Index))
            ? scopes.Any(name => Is(name, scope))
            : throw new DiagnosticException(
                SettingDiagnostics.InvalidValue(
                    $"Scope of {item.Type} '{item.Include}'",
                    item["Scope"],
                    $"{Manifest}, {Index}, or both separated by a comma"
                )
            );
    }

    private static bool Is(string name, string scope) => name.Equals(scope, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> ToDictionary(IEnumerable<KeyValuePair<string, string>> annotations)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in annotations.Select(pair => (pair.Key.Trim(), pair.Value)))
            result[IsName(name) ? name : throw new DiagnosticException(SettingDiagnostics.InvalidAnnotation(name))] =
                value;
        return result;
    }

    private static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsControl(c) || c is ' ' or '=');
}
