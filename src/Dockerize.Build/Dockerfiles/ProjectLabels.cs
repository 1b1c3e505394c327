using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Settings;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// Reads the labels that the SDK's container publishing would add to an image, from the same properties.
/// </summary>
internal static class ProjectLabels
{
    /// <summary>The type of the items with the labels.</summary>
    public const string ItemType = "_DockerProjectLabel";

    private const string Created = ".created";

    // Labels for other artifacts, which the SDK does not add as annotations.
    private const string Artifact = "org.opencontainers.artifact.";

    private const string Source = "org.opencontainers.image.source";

    private static readonly Regex Blanks = new(@"\s+", RegexOptions.CultureInvariant);
    private static readonly Regex Epoch = new(@"\A[0-9]{1,11}\z", RegexOptions.CultureInvariant);

    /// <summary>
    /// Reads the labels from the <c>_DockerProjectLabel</c> items. <c>Value</c> is the text, and <c>Wanted</c> is the
    /// SDK's switch for the label. Empty labels are skipped.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(ProjectSettings settings) =>
        settings.Properties.IsFalse("ContainerGenerateLabels") ? [] : Read(settings, IsWanted);

    /// <summary>
    /// Reads the annotations from the same items. <c>Annotated</c> is the SDK's switch for the annotation, which falls
    /// back to the switch for the label.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> ReadAnnotations(ProjectSettings settings) =>
        Read(
            settings,
            label =>
                !label.Include.StartsWith(Artifact, StringComparison.Ordinal)
                && (MSBuildBoolean.Parse(label["Annotated"]) ?? IsWanted(label))
        );

    private static IEnumerable<KeyValuePair<string, string>> Read(
        ProjectSettings settings,
        Func<ProjectItem, bool> isWanted
    ) =>
        settings
            .Of(ItemType)
            .Where(isWanted)
            .Select(label => new KeyValuePair<string, string>(label.Include, Text(label)))
            .Where(label => label.Value.Length > 0);

    private static bool IsWanted(ProjectItem label) => MSBuildBoolean.Parse(label["Wanted"]) != false;

    /// <summary>True if a label contains the name of the base image.</summary>
    public static bool HasBaseName(ProjectProperties properties) =>
        !properties.IsFalse("ContainerGenerateLabels") && !properties.IsFalse("ContainerGenerateLabelsImageBaseName");

    /// <summary>True if a label contains the digest of the base image.</summary>
    public static bool HasBaseDigest(ProjectProperties properties) =>
        !properties.IsFalse("ContainerGenerateLabels") && !properties.IsFalse("ContainerGenerateLabelsImageBaseDigest");

    /// <summary>True if a label contains the digest of the image's inputs.</summary>
    public static bool HasInputs(ProjectProperties properties) => !properties.IsFalse("ContainerGenerateLabels");

    private static string Text(ProjectItem label)
    {
        // A NuGet description can have several lines, but a label must be one line.
        var value = Blanks.Replace(label["Value"], " ").Trim();
        if (label.Include.EndsWith(Created, StringComparison.Ordinal))
            return Time(value);

        // The URL from SourceLink ends with .git, which tools that read the label do not expect.
        return label.Include == Source && value.EndsWith(".git", StringComparison.Ordinal)
            ? value.Substring(0, value.Length - 4)
            : value;
    }

    // Formats SOURCE_DATE_EPOCH (reproducible-builds.org: seconds since 1970, UTC). An invalid number is reported when
    // the tags are resolved.
    private static string Time(string epoch) =>
        Epoch.IsMatch(epoch)
            ? DateTimeOffset
                .FromUnixTimeSeconds(long.Parse(epoch, CultureInfo.InvariantCulture))
                .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
            : "";
}
