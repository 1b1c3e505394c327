using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Build.Apps;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Dockerize.Images;
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

    /// <summary>Converts the items of a publish.</summary>
    /// <param name="files">The published files.</param>
    /// <param name="staticWebAssets">The static web assets.</param>
    /// <param name="settings">The settings of the project, with the referenced projects.</param>
    public static PublishedItems ToPublishedItems(
        ITaskItem[] files,
        ITaskItem[] staticWebAssets,
        ProjectSettings settings
    ) =>
        new(
            ToProjectItems(files, "RelativePath", "NuGetPackageId", "NuGetPackageVersion", "ReferenceSourceTarget"),
            ToProjectItems(staticWebAssets, "TargetPath", "SourceType", "SourceId")
        )
        {
            ReferencedProjects = settings.Names("ProjectReference"),
        };

    /// <summary>Converts the Dockerfile of a platform to an item.</summary>
    public static ITaskItem FromPlatform(PlatformPlan plan) =>
        Create(plan.Dockerfile, PlatformOf(plan), ("Sbom", plan.Sbom ?? ""));

    /// <summary>Converts the files of a build context to items.</summary>
    public static IEnumerable<ITaskItem> FromContextFiles(PlatformPlan plan) =>
        plan.Files.Select(file =>
            Create(
                file.Source,
                ("ContextPath", file.Path),
                ("Layer", file.Folder ?? ""),
                ("Mode", file.Mode is { } mode ? Convert.ToString(mode, 8) : ""),
                ("LinkTarget", file.LinkTarget ?? ""),
                PlatformOf(plan)
            )
        );

    /// <summary>Converts the lines of a Dockerfile to items that targets pass to the next task.</summary>
    public static IEnumerable<ITaskItem> FromItemLines(PlatformPlan plan) =>
        plan.Items.Select(line =>
            Create(line.Items, ("Line", line.Line.ToString(CultureInfo.InvariantCulture)), PlatformOf(plan))
        );

    /// <summary>Converts items to the plans of the platforms.</summary>
    /// <param name="dockerfiles">The Dockerfile of each platform.</param>
    /// <param name="contextFiles">The files of all build contexts.</param>
    /// <param name="dockerfileItems">The lines of all Dockerfiles that come from items.</param>
    public static IReadOnlyList<PlatformPlan> ToPlatforms(
        ITaskItem[] dockerfiles,
        ITaskItem[] contextFiles,
        ITaskItem[] dockerfileItems
    )
    {
        var files = contextFiles.ToLookup(PlatformOf, ToContextFile, StringComparer.Ordinal);
        var lines = dockerfileItems.ToLookup(PlatformOf, ToItemLine, StringComparer.Ordinal);
        return
        [
            .. dockerfiles.Select(dockerfile => new PlatformPlan
            {
                Dockerfile = dockerfile.ItemSpec,
                Platform = Platform.TryParse(PlatformOf(dockerfile), out var platform) ? platform : null,
                Files = [.. files[PlatformOf(dockerfile)]],
                Items = [.. lines[PlatformOf(dockerfile)]],
                Sbom = dockerfile.GetMetadata("Sbom") is { Length: > 0 } sbom ? sbom : null,
            }),
        ];
    }

    private static string PlatformOf(ITaskItem item) => item.GetMetadata("Platform");

    private static (string Name, string Value) PlatformOf(PlatformPlan plan) => ("Platform", $"{plan.Platform}");

    private static ContextFile ToContextFile(ITaskItem item) =>
        new(
            item.ItemSpec,
            item.GetMetadata("ContextPath"),
            item.GetMetadata("Layer") is { Length: > 0 } folder ? folder : null,
            item.GetMetadata("Mode") is { Length: > 0 } mode ? Convert.ToInt32(mode, 8) : null
        )
        {
            LinkTarget = item.GetMetadata("LinkTarget") is { Length: > 0 } target ? target : null,
        };

    private static ItemLine ToItemLine(ITaskItem item) =>
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
