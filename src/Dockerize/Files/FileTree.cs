namespace Dockerize.Files;

/// <summary>
/// A folder in a walk through a file tree. The caller decides which folders to enter and which links to follow. A link
/// to the folder itself or to one of its parents is not followed, because the walk would not end. .NET Framework cannot
/// read the target of a link. There, a link behind another link is not followed.
/// </summary>
internal sealed class FileTree
{
    private readonly FileTree? parent;
    private readonly bool isBehindLink;
    private readonly CancellationToken cancellationToken;

    /// <summary>Starts a walk at a folder.</summary>
    /// <param name="directory">The full path of the folder.</param>
    /// <param name="cancellationToken">A token that cancels the walk.</param>
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

    /// <summary>The full path through the folders and links of the walk.</summary>
    public string FullName { get; }

    /// <summary>The path below the root of the walk, ending with a slash; empty for the root.</summary>
    public string Path { get; } = "";

    private string RealPath { get; }

    /// <summary>The entries of the folder, in ordinal order of the names.</summary>
    /// <exception cref="FileUnreadableException">The folder cannot be read.</exception>
    public IEnumerable<FileTreeEntry> Entries()
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entries = FileErrors.Translate(FullName, new DirectoryInfo(FullName).GetFileSystemInfos);
        return entries
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => new FileTreeEntry(this, entry));
    }

    /// <summary>
    /// All files in the folder and its subfolders. Links are followed. Sockets are skipped, because an archive cannot
    /// contain sockets.
    /// </summary>
    /// <exception cref="FileUnreadableException">A file or folder cannot be read.</exception>
    public IEnumerable<FileTreeEntry> Files()
    {
        return Entries().SelectMany(FilesOf);

        static IEnumerable<FileTreeEntry> FilesOf(FileTreeEntry entry)
        {
            if (entry.IsFolder)
                return entry.Enter()?.Files() ?? [];

            return entry.IsSocket ? [] : [entry];
        }
    }

    /// <summary>The tree of a subfolder.</summary>
    /// <returns>
    /// The tree; null if the walk is already inside that folder or, on .NET Framework, for a link behind another link.
    /// </returns>
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
        // .NET Framework cannot read the target of a junction. A junction inside another junction may lead back to a
        // parent folder.
        return entry.IsLink && isBehindLink ? null : new FileTree(this, entry, entry.FullName);
#endif
    }
}
