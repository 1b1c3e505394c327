using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Dockerize.Build.Tasks;

/// <summary>MSBuild's items, in and out.</summary>
internal static class TaskItems
{
    // What MSBuild would glob, split, expand or unescape in an item.
    private const string Special = "%*?@$();'\\";

    // To read the times of a file takes a call of the file system.
    private static readonly string[] UnusedMetadata = ["ModifiedTime", "CreatedTime", "AccessedTime"];

    /// <summary>An item whose identity and metadata stay what they are, whatever characters they have.</summary>
    public static ITaskItem Create(string identity, params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(Escape(identity));
        foreach (var (name, value) in metadata)
            item.SetMetadata(name, Escape(value));
        return item;
    }

    /// <summary>The settings of a project, from the items that the targets pass.</summary>
    public static ProjectSettings ToSettings(ITaskItem[] properties, ITaskItem[] items) => new(
        new ProjectProperties(properties.Select(property =>
            new KeyValuePair<string, string>(property.ItemSpec, property.GetMetadata("Value")))),
        [.. items.Select(item => ToProjectItem(item, item.MetadataNames.Cast<string>().Except(UnusedMetadata)))]);

    /// <summary>Items with some of their metadata, for lists of many items.</summary>
    public static IReadOnlyList<ProjectItem> ToProjectItems(ITaskItem[] items, params string[] metadata) =>
        [.. items.Select(item => ToProjectItem(item, metadata))];

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

    private static ProjectItem ToProjectItem(ITaskItem item, IEnumerable<string> metadata) => new(
        item.GetMetadata("DockerItemType"),
        item.ItemSpec,
        metadata.ToDictionary(name => name, item.GetMetadata, StringComparer.OrdinalIgnoreCase));

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
