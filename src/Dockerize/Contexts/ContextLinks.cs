using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>Symbolic links between the files of an image.</summary>
internal static class ContextLinks
{
    /// <summary>
    /// Keeps the relative links from one file of an image to another, such as <c>libfoo.so</c> to <c>libfoo.so.1</c>.
    /// Other links are replaced by their targets, because paths of this machine do not exist in the image.
    /// </summary>
    /// <param name="files">All files of the image, each with its full path in the image.</param>
    /// <exception cref="FileUnreadableException">A link cannot be read.</exception>
    public static IEnumerable<ContextFile> KeepInner(IReadOnlyCollection<(ContextFile File, string ImagePath)> files)
    {
#if NET
        var imagePaths = files
            .Where(file => !file.File.IsFolder)
            .ToLookup(file => file.File.Source, file => file.ImagePath, StringComparer.Ordinal);
        foreach (var (file, imagePath) in files)
        {
            var text = file.IsFolder ? null : SymbolicLink.ReadTarget(new FileInfo(file.Source));
            if (text is null || SymbolicLink.FindTargetByName(file.Source, text) is not { } target)
            {
                yield return file;
                continue;
            }

            // The link works in the image if its relative path also leads to the target there.
            var relative = Path.GetRelativePath(Path.GetDirectoryName(file.Source)!, target);
            var folder = Path.GetDirectoryName(imagePath)!;
            yield return imagePaths[target].Any(path => Path.GetRelativePath(folder, path) == relative)
                ? file with
                {
                    LinkTarget = relative.Replace(Path.DirectorySeparatorChar, '/'),
                }
                : file;
        }
#else
        return files.Select(file => file.File);
#endif
    }
}
