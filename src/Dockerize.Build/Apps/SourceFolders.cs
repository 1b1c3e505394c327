namespace Dockerize.Build.Apps;

/// <summary>
/// The folders that published files are copied from, each with its layer. Folders can be nested, for example a package
/// folder in the repository. The innermost folder determines the layer of a file.
/// </summary>
internal sealed class SourceFolders
{
    private static readonly char Separator = Path.DirectorySeparatorChar;

    private static readonly StringComparison Comparison =
        Separator == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly LayeredPath[] folders;

    /// <summary>Initializes the folders. All paths are full paths.</summary>
    /// <param name="project">
    /// The folder of the project. If a referenced project has the same folder, the layer is that of the app's content.
    /// </param>
    /// <param name="outputs">
    /// The folders with the files that a build of the project creates, in addition to <c>bin</c> and <c>obj</c>.
    /// </param>
    /// <param name="packages">The NuGet package folders.</param>
    /// <param name="referencedProjects">The folders of referenced projects.</param>
    public SourceFolders(
        string project,
        IEnumerable<string> outputs,
        IEnumerable<string> packages,
        IEnumerable<string> referencedProjects
    )
    {
        // The sort is stable, so that the app's folder comes first among folders of equal length.
        folders =
        [
            .. Folders([project], Layer.Assets)
                .Concat(Folders(outputs, Layer.App))
                .Concat(Folders(packages, Layer.Packages))
                .Concat(Folders(referencedProjects, Layer.Projects))
                .OrderByDescending(folder => folder.Path.Length),
        ];
    }

    /// <summary>Finds the layer of the innermost folder that contains a file; null if no folder contains it.</summary>
    /// <param name="source">The full path of the file.</param>
    public Layer? FindLayer(string source)
    {
        var innermost = Array.Find(folders, folder => source.StartsWith(folder.Path, Comparison));
        // Outputs of other projects below the folder can be published too.
        return
            innermost?.Layer == Layer.Assets && BuildOutput.Contains(source.Substring(innermost.Path.Length), Separator)
            ? Layer.App
            : innermost?.Layer;
    }

    private static IEnumerable<LayeredPath> Folders(IEnumerable<string> paths, Layer layer) =>
        paths.Select(path => new LayeredPath(path.TrimEnd(Separator) + Separator, layer));
}
