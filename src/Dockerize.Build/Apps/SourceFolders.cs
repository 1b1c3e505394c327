namespace Dockerize.Build.Apps;

/// <summary>
/// The folders that published files are copied from, and the layer of each. A folder can be below another one, such as
/// a folder of packages in the repository: the innermost folder of a file decides.
/// </summary>
internal sealed class SourceFolders
{
    private static readonly char Separator = Path.DirectorySeparatorChar;

    private static readonly StringComparison Comparison =
        Separator == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly (string Path, Layer Layer)[] folders;

    /// <summary>Initializes the folders with full paths.</summary>
    /// <param name="project">The folder of the project. It is the app's if another project is in it too.</param>
    /// <param name="packages">The folders in which NuGet keeps packages.</param>
    /// <param name="referencedProjects">The folders of referenced projects.</param>
    public SourceFolders(string project, IEnumerable<string> packages, IEnumerable<string> referencedProjects)
    {
        // The order of folders of equal length stays.
        folders =
        [
            .. Folders([project], Layer.App)
                .Concat(Folders(packages, Layer.Packages))
                .Concat(Folders(referencedProjects, Layer.Projects))
                .OrderByDescending(folder => folder.Path.Length),
        ];
    }

    /// <summary>The layer of the innermost folder that contains a file; null if none does.</summary>
    /// <param name="source">The full path of the file.</param>
    public Layer? FindLayer(string source)
    {
        foreach (var (path, layer) in folders)
        {
            if (source.StartsWith(path, Comparison))
                return layer;
        }

        return null;
    }

    private static IEnumerable<(string Path, Layer Layer)> Folders(IEnumerable<string> paths, Layer layer) =>
        paths.Select(path => (path.TrimEnd(Separator) + Separator, layer));
}
