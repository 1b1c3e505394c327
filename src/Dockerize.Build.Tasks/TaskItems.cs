using Dockerize.Builds;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Dockerize.Engines;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Dockerize.Build.Tasks;

/// <summary>MSBuild's items, in and out.</summary>
internal static class TaskItems
{
    // What MSBuild would glob, split, expand or unescape in an item.
    private const string Special = "%*?@$();'\\";

    /// <summary>An item whose identity and metadata stay what they are, whatever characters they have.</summary>
    public static ITaskItem Create(string identity, params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(Escape(identity));
        foreach (var (name, value) in metadata)
            item.SetMetadata(name, Escape(value));
        return item;
    }

    /// <summary>Pairs of a property in the form <c>A=1;B=2</c>, then those of items with the metadata <c>Value</c>.</summary>
    /// <exception cref="DockerizeException">DKZ1008: a part of the property has no '='.</exception>
    public static List<KeyValuePair<string, string>> Pairs(string propertyName, string? property, ITaskItem[] items) =>
    [
        .. NamedValues.Parse(propertyName, property),
        .. items.Select(item => new KeyValuePair<string, string>(item.ItemSpec, item.GetMetadata("Value"))),
    ];

    /// <summary>
    /// Pairs with their white space folded into single blanks: a description that runs over several lines is one that NuGet takes, and a label cannot hold it.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> Folded(ITaskItem[] items) =>
        items.Select(item => new KeyValuePair<string, string>(item.ItemSpec, Regex.Replace(item.GetMetadata("Value"), @"\s+", " ").Trim()));

    /// <summary>What DockerPull says.</summary>
    /// <exception cref="DockerizeException">DKZ1011: it is none of its values.</exception>
    public static PullPolicy ToPullPolicy(string? text) =>
        string.IsNullOrWhiteSpace(text) ? PullPolicy.IfMissing
        // A number would be a value of the enumeration too.
        : char.IsLetter(text!.Trim()[0]) && Enum.TryParse<PullPolicy>(text.Trim(), ignoreCase: true, out var policy) ? policy
        : throw new DiagnosticException(ProjectDiagnostics.InvalidValue("DockerPull", text.Trim(), "Always, IfMissing or Never"));

    /// <summary>The builder that DockerBuilder selects.</summary>
    /// <exception cref="DiagnosticException">DKZ1011: it is none of its values.</exception>
    public static BuilderKind ToBuilderKind(string? text) => (text ?? "").Trim().ToUpperInvariant() switch
    {
        "" or "AUTO" => BuilderKind.Auto,
        "CLASSIC" => BuilderKind.Classic,
        "BUILDKIT" => BuilderKind.BuildKit,
        _ => throw new DiagnosticException(ProjectDiagnostics.InvalidValue("DockerBuilder", text!, "auto, classic or buildkit")),
    };

    /// <summary>The identities, without those that are blank.</summary>
    public static string[] Texts(ITaskItem[] items) => [.. items.Select(item => item.ItemSpec.Trim()).Where(text => text.Length > 0)];

    /// <summary>A file of a build context as it travels from one target to the next.</summary>
    public static ITaskItem FromContextFile(ContextFile file) => Create(
        file.Source,
        ("ContextPath", file.Path),
        ("Layer", file.Folder ?? ""),
        ("Mode", file.Mode is { } mode ? Convert.ToString(mode, 8) : ""),
        ("LinkTarget", file.LinkTarget ?? ""));

    /// <summary>The file again.</summary>
    public static ContextFile ToContextFile(ITaskItem item) => new(
        item.ItemSpec,
        item.GetMetadata("ContextPath"),
        item.GetMetadata("Layer") is { Length: > 0 } folder ? folder : null,
        item.GetMetadata("Mode") is { Length: > 0 } mode ? Convert.ToInt32(mode, 8) : null)
    {
        LinkTarget = item.GetMetadata("LinkTarget") is { Length: > 0 } target ? target : null,
    };

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Special.IndexOf(character) >= 0)
                escaped.Append('%').Append(((int)character).ToString("X2", CultureInfo.InvariantCulture));
            else
                escaped.Append(character);
        }

        return escaped.ToString();
    }
}
