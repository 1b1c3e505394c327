using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Dockerize.Build.Tasks;

/// <summary>Converts MSBuild items.</summary>
internal static class TaskItems
{
    // The characters that have a meaning to MSBuild in an item: globs, separators, expansions and escapes.
    private const string Special = "%*?@$();'\\";

    // Only read for items that are paths. On .NET Framework, FullPath throws for other text, such as `a | cat`.
    private static readonly string[] PathMetadata = ["FullPath", "RecursiveDir"];

    /// <summary>Creates an item. Characters that have a meaning to MSBuild are escaped.</summary>
    public static ITaskItem Create(string identity, params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(Escape(identity));
        foreach (var (name, value) in metadata)
            item.SetMetadata(name, Escape(value));
        return item;
    }

    /// <summary>Creates the settings of a project from the items that the targets pass.</summary>
    /// <param name="properties">The properties. The metadata <c>Value</c> is the value.</param>
    /// <param name="items">The items. The metadata <c>DockerItemType</c> is the item type.</param>
    /// <param name="globalProperties">The global properties of the build; null if unknown.</param>
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

    /// <summary>Converts items with only the specified metadata, which is faster for long lists.</summary>
    public static IReadOnlyList<ProjectItem> ToProjectItems(ITaskItem[] items, params string[] metadata) =>
        [.. items.Select(item => ToProjectItem(item, metadata))];

    /// <summary>Converts a file of a build context to an item.</summary>
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

    /// <summary>Converts a line of a Dockerfile to an item that targets pass to the next task.</summary>
    public static ITaskItem FromItemLine(ItemLine line) =>
        Create(line.Items, ("Line", line.Line.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Converts an item to a line of a Dockerfile.</summary>
    public static ItemLine ToItemLine(ITaskItem item) =>
        new(int.Parse(item.GetMetadata("Line"), CultureInfo.InvariantCulture), item.ItemSpec);

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
