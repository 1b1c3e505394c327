namespace Dockerize.Files;

/// <summary>
/// A folder that is walked through, and the way to it. Whoever walks decides which folders to enter, and whether a link is one or what it leads to. No walk enters
/// a folder that it is in already, to which a link may lead back, and none goes on when it is cancelled.
/// </summary>
internal sealed class FileTree
{
    private readonly FileTree? parent;
    private readonly bool isBehindLink;
    private readonly CancellationToken cancellationToken;

    /// <summary>Begins at a folder.</summary>
    /// <param name="directory">Its full path.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public FileTree(string directory, CancellationToken cancellationToken = default)
    {
        FullName = directory;
        RealPath = SymbolicLink.RealPath(directory);
        this.cancellationToken = cancellationToken;
    }

    private FileTree(FileTree parent, FileTreeEntry entry, string realPath)
    {
        this.parent = parent;
        FullName = entry.FullName;
        Path = entry.Path + "/";
        RealPath = realPath;
        isBehindLink = parent.isBehindLink || entry.IsLink;
        cancellationToken = parent.cancellationToken;
    }

    /// <summary>The full path by which it was reached.</summary>
    public string FullName { get; }

    /// <summary>The path below the folder at which the walk began, with slashes and one at its end; empty: that folder.</summary>
    public string Path { get; } = "";

    private string RealPath { get; }

    /// <summary>What is in the folder, in ordinal order of the names.</summary>
    /// <exception cref="DockerizeException">DKZ2005: it cannot be read.</exception>
    public IEnumerable<FileTreeEntry> Entries()
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entries = FileErrors.Translate(FullName, new DirectoryInfo(FullName).GetFileSystemInfos);
        return entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => new FileTreeEntry(this, entry));
    }

    /// <summary>All files in the folder and below it, and below what links lead to. Sockets are left out, as no archive can hold them.</summary>
    /// <exception cref="DockerizeException">DKZ2005: something cannot be read.</exception>
    public IEnumerable<FileTreeEntry> Files() => Entries().SelectMany(entry =>
        entry.IsFolder ? entry.Enter()?.Files() ?? [] : entry.IsSocket ? [] : [entry]);

    /// <summary>Goes on into a folder.</summary>
    /// <returns>Null if the walk is in it already.</returns>
    internal FileTree? Enter(FileTreeEntry entry)
    {
#if NET
        var real = entry.IsLink ? SymbolicLink.RealPath(entry.FullName) : System.IO.Path.Combine(RealPath, entry.Name);
        for (var above = this; above is not null; above = above.parent)
        {
            if (above.RealPath == real)
                return null;
        }

        return new FileTree(this, entry, real);
#else
        // .NET Framework does not say where a junction leads: one below another may lead back.
        return entry.IsLink && isBehindLink ? null : new FileTree(this, entry, entry.FullName);
#endif
    }
}
