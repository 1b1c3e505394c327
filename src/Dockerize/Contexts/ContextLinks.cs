using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>Symbolic links between the files of an image.</summary>
internal static class ContextLinks
{
    /// <summary>
    /// Keeps the links that lead from one file of an image to another, as <c>libfoo.so</c> to <c>libfoo.so.1</c>. What any other link points to is
    /// sent in its place: a path of this machine, into its package folder for example, says nothing in an image.
    /// </summary>
    /// <param name="files">All files of the image, each with its full path there.</param>
    /// <exception cref="DockerizeException">DKZ2005: a link cannot be read.</exception>
    public static IEnumerable<ContextFile> KeepInner(IReadOnlyCollection<(ContextFile File, string ImagePath)> files)
    {
#if NET
        var imagePaths = files.Where(file => !file.File.IsFolder).ToLookup(file => file.File.Source, file => file.ImagePath, StringComparer.Ordinal);
        foreach (var (file, imagePath) in files)
        {
            var text = file.IsFolder ? null : SymbolicLink.ReadTarget(new FileInfo(file.Source));
            if (text is null || SymbolicLink.FindTargetByName(file.Source, text) is not { } target)
            {
                yield return file;
                continue;
            }

            var way = Path.GetRelativePath(Path.GetDirectoryName(file.Source)!, target);
            yield return imagePaths[target].Any(there => Path.GetRelativePath(Path.GetDirectoryName(imagePath)!, there) == way)
                ? file with { LinkTarget = way.Replace(Path.DirectorySeparatorChar, '/') }
                : file;
        }
#else
        return files.Select(file => file.File);
#endif
    }
}
