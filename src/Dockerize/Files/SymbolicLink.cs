namespace Dockerize.Files;

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

    /// <summary>The path without links in it, whether or not anything is there; a path whose links lead in a circle stays as it is.</summary>
    /// <exception cref="DockerizeException">DKZ2005: a link cannot be read.</exception>
    public static string RealPath(string path)
    {
#if NET
        // So many are enough for Linux too.
        const int MaximumLinks = 40;
        return FileErrors.Translate(path, () =>
        {
            var real = Path.GetPathRoot(path)!;
            var rest = new Stack<string>(Parts(path).Reverse());
            for (var links = 0; rest.TryPop(out var name);)
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
        });

        static IEnumerable<string> Parts(string path) => path.Substring(Path.GetPathRoot(path)!.Length)
            .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
#else
        return path;
#endif
    }

#if NET
    /// <summary>
    /// Where a relative link leads by the names of the folders that it is in. Null: it is an absolute one, or one of those folders is a link itself, so that
    /// it really leads elsewhere.
    /// </summary>
    /// <param name="link">Its full path.</param>
    /// <param name="text">What it says.</param>
    public static string? TargetByName(string link, string text)
    {
        if (Path.IsPathRooted(text))
            return null;
        var target = Path.GetFullPath(text, Path.GetDirectoryName(link)!);
        return RealPath(target) == RealPath(link) ? target : null;
    }
#endif
}
