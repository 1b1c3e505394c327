namespace Dockerize.Files;

/// <summary>Reads symbolic links. .NET Framework cannot read them and treats each link as its target.</summary>
internal static class SymbolicLink
{
    /// <summary>
    /// The target that a link contains, with slashes; null if the entry is not a link. The target does not have to
    /// exist.
    /// </summary>
    /// <exception cref="FileUnreadableException">The link cannot be read.</exception>
    public static string? ReadTarget(FileSystemInfo entry)
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
    /// The path with its links resolved. The target does not have to exist. A path with circular links is not changed.
    /// </summary>
    /// <exception cref="FileUnreadableException">A link cannot be read.</exception>
    public static string RealPath(string path)
    {
#if NET
        // The limit of Linux (MAXSYMLINKS).
        const int MaximumLinks = 40;
        return FileErrors.Translate(
            path,
            () =>
            {
                var real = Path.GetPathRoot(path)!;
                var rest = new Stack<string>(Parts(path).Reverse());
                for (var links = 0; rest.TryPop(out var name); )
                {
                    var next = name == ".." ? Path.GetDirectoryName(real) ?? real : Path.Combine(real, name);
                    if (name == ".." || new FileInfo(next).LinkTarget is not { } target)
                    {
                        real = next;
                        continue;
                    }

                    if (++links > MaximumLinks)
                        return path;
                    if (Path.IsPathRooted(target))
                        real = Path.GetPathRoot(Path.GetFullPath(target, real))!;
                    foreach (var part in Parts(target).Reverse())
                        rest.Push(part);
                }

                return real;
            }
        );

        static IEnumerable<string> Parts(string path) =>
            path.Substring(Path.GetPathRoot(path)!.Length)
                .Split(
                    [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar],
                    StringSplitOptions.RemoveEmptyEntries
                )
                .Where(part => part != ".");
#else
        return path;
#endif
    }

    /// <summary>
    /// The path of a file or folder relative to a folder that contains it after links are resolved. For example, on
    /// macOS, <c>/tmp</c> is a link to <c>/private/tmp</c>, so the path of <c>/private/tmp/a</c> relative to
    /// <c>/tmp</c> is <c>a</c>. Empty for the folder itself; null if the folder does not contain the path.
    /// </summary>
    /// <param name="path">The full path of the file or folder.</param>
    /// <param name="folder">The full path of the folder.</param>
    /// <exception cref="FileUnreadableException">A link cannot be read.</exception>
    public static string? FindPathBelow(string path, string folder)
    {
        var real = RealPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        // The names below the folder are not resolved, because one of them can be a link to another place.
        for (var parent = path; parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (RealPath(parent).TrimEnd(Path.DirectorySeparatorChar) == real)
                return path.Substring(parent.Length).Trim(Path.DirectorySeparatorChar);
        }

        return null;
    }

#if NET
    /// <summary>
    /// The full path of the target of a relative link, computed from the text of the link. Null if the link is
    /// absolute, or if the computed path is not the real target, because a folder in it is a link.
    /// </summary>
    /// <param name="link">The full path of the link.</param>
    /// <param name="text">The target that the link contains.</param>
    public static string? FindTargetByName(string link, string text)
    {
        if (Path.IsPathRooted(text))
            return null;

        var target = Path.GetFullPath(text, Path.GetDirectoryName(link)!);
        return RealPath(target) == RealPath(link) ? target : null;
    }
#endif
}
