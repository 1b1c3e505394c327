using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Dockerize.Build.Tasks;

/// <summary>Converts MSBuild items.</summary>
internal static class TaskItems
{
    // The characters that MSBuild globs, splits, expands or unescapes in an item.
    private const string Special = "%*?@$();'\\";

    // Only items with these are paths. .NET Framework throws for the FullPath of any other text, such as `a | cat`.
    private static readonly string[] PathMetadata = ["FullPath", "RecursiveDir"];

    /// <summary>Creates an item. Characters with a meaning to MSBuild are escaped.</summary>
    public static ITaskItem Create(string identity, params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(Escape(identity));
        foreach (var (name, value) in metadata)
            item.SetMetadata(name, Escape(value));
        return item;
    }

    /// <summary>The settings of a project, from the items that the targets pass.</summary>
    /// <param name="properties">The properties, with the value as the metadata <c>Value</c>.</param>
    /// <param name="items">The items, with the item type as the metadata <c>DockerItemType</c>.</param>
    /// <param name="globalProperties">The properties of the command line; null if they are not known.</param>
    public static ProjectSettings ToSettings(
        ITaskItem[] properties,
        ITaskItem[] items,
        IEnumerable<KeyValuePair<string, string>>? globalProperties
    ) =>
        new(
            new ProjectProperties(
                properties.Select(property => new KeyValuePair<string, string>(
                    property.ItemSpec,
                    property.GetMetadata("Value")
                ))
            ),
            [.. items.Select(item => ToProjectItem(item, MetadataOf(item)))]
        )
        {
            GlobalProperties = new ProjectProperties(globalProperties ?? []),
        };

    /// <summary>Items with some of their metadata, for lists of many items.</summary>
    public static IReadOnlyList<ProjectItem> ToProjectItems(ITaskItem[] items, params string[] metadata) =>
        [.. items.Select(item => ToProjectItem(item, metadata))];

    /// <summary>Converts a file of a build context to an item, which targets pass on.</summary>
    public static ITaskItem FromContextFile(ContextFile file) =>
        Create(
            file.Source,
            ("ContextPath", file.Path),
            ("Layer", file.Folder ?? ""),
            ("Mode", file.Mode is { } mode ? Convert.ToString(mode, 8) : ""),
            ("LinkTarget", file.LinkTarget ?? "")
        );

    /// <summary>Converts an item to a file of a build context.</summary>
    public static ContextFile ToContextFile(ITaskItem item) =>
        new(
            item.ItemSpec,
            item.GetMetadata("ContextPath"),
            item.GetMetadata("Layer") is { Length: > 0 } folder ? folder : null,
            item.GetMetadata("Mode") is { Length: > 0 } mode ? Convert.ToInt32(mode, 8) : null
        )
        {
            LinkTarget = item.GetMetadata("LinkTarget") is { Length: > 0 } target ? target : null,
        };

    private static IEnumerable<string> MetadataOf(ITaskItem item)
    {
        var names = item.CloneCustomMetadata().Keys.Cast<string>();
        return item.GetMetadata("DockerItemType") == ItemSettings.Copy.Name ? names.Concat(PathMetadata) : names;
    }

    private static ProjectItem ToProjectItem(ITaskItem item, IEnumerable<string> metadata) =>
        new(
            item.GetMetadata("DockerItemType"),
            item.ItemSpec,
            metadata.ToDictionary(name => name, item.GetMetadata, StringComparer.OrdinalIgnoreCase)
        );

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
