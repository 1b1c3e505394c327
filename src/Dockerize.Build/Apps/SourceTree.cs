using Dockerize.Build.Settings;
using Dockerize.Files;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Apps;

/// <summary>The sources of an app: the build context of a Dockerfile that compiles it.</summary>
/// <param name="Root">
/// The full path of the innermost folder that contains the project, the projects that it references, and the files that
/// they import by name.
/// </param>
/// <param name="Project">The path of the project file below the root, with slashes.</param>
/// <param name="Projects">The paths of the project and of all referenced projects, with slashes.</param>
/// <param name="Files">The paths of all source files, with slashes.</param>
internal sealed record SourceTree(
    string Root,
    string Project,
    IReadOnlyCollection<string> Projects,
    IReadOnlyList<string> Files
)
{
    // Files that MSBuild and NuGet find in the folders above a project.
    private static readonly string[] FilesAbove = ["nuget.config", "global.json"];

    private static readonly string[] ImportProperties =
    [
        "DirectoryBuildPropsPath",
        "DirectoryBuildTargetsPath",
        "DirectoryPackagesPropsPath",
    ];

    private static readonly string[] SkippedFolders = [".git", ".vs", "bin", "node_modules", "obj"];

    /// <summary>Finds the sources of a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="copies">The full paths of additional files that the image requires.</param>
    /// <param name="cancellationToken">A token that cancels reading the folders.</param>
    /// <returns>The sources; null if the only folder that contains all of them is the root of a disk.</returns>
    /// <exception cref="FileUnreadableException">A folder cannot be read.</exception>
    public static SourceTree? Find(
        ProjectInfo project,
        ProjectSettings settings,
        IEnumerable<string> copies,
        CancellationToken cancellationToken
    )
    {
        List<string> projects =
        [
            project.File,
            .. settings.Names("ProjectReference").Select(project.Resolve),
            .. ReadTransitiveProjects(project, settings.Properties),
        ];
        var imports = ImportProperties
            .Select(name => settings.Properties[name])
            .OfType<string>()
            .Select(project.Resolve)
            .Where(File.Exists);
        var required = projects.Concat(imports).Concat(FindAbove(project)).Concat(copies);
        if (FindRoot(required.Select(path => Path.GetDirectoryName(path)!)) is not { } root)
            return null;

        var files = new List<string>();
        Visit(new FileTree(root, cancellationToken), files);
        return new SourceTree(
            root,
            Below(root, project.File),
            new HashSet<string>(projects.Select(path => Below(root, path)), PublishDirectory.PathComparer),
            files
        );
    }

    // NuGet writes all projects that a restore includes to its assets file.
    private static IEnumerable<string> ReadTransitiveProjects(ProjectInfo project, ProjectProperties properties)
    {
        if (properties["ProjectAssetsFile"] is not { } path)
            return [];

        return JsonFile.ReadOrNull(project.Resolve(path), ReadProjects)?.Select(project.Resolve) ?? [];
    }

    private static List<string> ReadProjects(JObject assets) =>
        [
            .. (assets["libraries"] as JObject ?? [])
                .Properties()
                .Where(library => (string?)library.Value["type"] == "project")
                .Select(library => (string?)library.Value["msbuildProject"])
                .OfType<string>(),
        ];

    private static IEnumerable<string> FindAbove(ProjectInfo project)
    {
        var last = project.SourceRoot;
        for (var folder = project.Directory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder).Where(IsFileAbove))
                yield return file;
            if (folder == last)
                yield break;
        }
    }

    private static bool IsFileAbove(string path) =>
        FilesAbove.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase);

    private static string? FindRoot(IEnumerable<string> folders)
    {
        var separator = Path.DirectorySeparatorChar;
        string? root = null;
        foreach (var folder in folders)
        {
            root ??= folder;
            while (root is not null && !IsInside(folder, root))
                root = Path.GetDirectoryName(root);
            if (root is null)
                return null;
        }

        return root is null || Path.GetDirectoryName(root) is null ? null : root.TrimEnd(separator);
    }

    private static bool IsInside(string path, string folder)
    {
        var separator = Path.DirectorySeparatorChar;
        var comparison = separator == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return (path + separator).StartsWith(folder.TrimEnd(separator) + separator, comparison);
    }

    private static string Below(string root, string path) =>
        path.Substring(root.Length + 1).Replace(Path.DirectorySeparatorChar, '/');

    private static void Visit(FileTree folder, List<string> files)
    {
        foreach (var entry in folder.Entries())
        {
            if (!entry.IsFolder)
                files.Add(entry.Path);
            else if (!entry.IsLink && !SkippedFolders.Contains(entry.Name, StringComparer.OrdinalIgnoreCase))
                Visit(entry.Enter()!, files);
        }
    }
}
