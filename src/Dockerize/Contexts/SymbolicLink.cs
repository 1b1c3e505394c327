namespace Dockerize;

/// <summary>Symbolic links as .NET sees them. .NET Framework sees none: with it each is what it points to.</summary>
internal static class SymbolicLink
{
    /// <summary>What a link says, with slashes, whether or not anything is there; null: it is no link.</summary>
    /// <exception cref="DockerizeException">DKZ2005: it cannot be read.</exception>
    public static string? TargetOf(FileSystemInfo entry)
    {
#if NET
        return (entry.Attributes & FileAttributes.ReparsePoint) != 0
            ? FileErrors.Translate(entry.FullName, () => entry.LinkTarget)?.Replace(Path.DirectorySeparatorChar, '/')
            : null;
#else
        return null;
#endif
    }

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
            var text = file.IsFolder ? null : TargetOf(new FileInfo(file.Source));
            if (text is null || Path.IsPathRooted(text))
            {
                yield return file;
                continue;
            }

            var folder = Path.GetDirectoryName(file.Source)!;
            var target = Path.GetFullPath(text, folder);
            var way = Path.GetRelativePath(folder, target);
            yield return imagePaths[target].Any(there => Path.GetRelativePath(Path.GetDirectoryName(imagePath)!, there) == way)
                ? file with { LinkTarget = way.Replace(Path.DirectorySeparatorChar, '/') }
                : file;
        }
#else
        return files.Select(file => file.File);
#endif
    }
}
