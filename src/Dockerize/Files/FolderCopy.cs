namespace Dockerize.Files;

/// <summary>
/// Copies a file or folder into a build context. Only contents are copied, because modes and other attributes are not
/// part of an image. A relative link to a target inside the folder stays a link, and so does a link to a missing
/// target. Any other link is replaced by its target. Sockets are skipped, because an archive cannot contain sockets.
/// </summary>
/// <param name="root">The full path of the file or folder.</param>
/// <param name="except">
/// The name of folders to skip. The destination folder has this name, and may be inside the folder that is copied.
/// </param>
/// <param name="cancellationToken">A token that cancels the copy.</param>
internal sealed class FolderCopy(string root, string except, CancellationToken cancellationToken = default)
{
    private readonly string root = Path.GetFullPath(root);
    private readonly byte[] buffer = new byte[FileBlocks.Size];

    /// <summary>Copies the file or folder.</summary>
    /// <param name="destination">The full path of the copy. Files with the same name are replaced, others stay.</param>
    /// <exception cref="FileUnreadableException">A file or folder cannot be read.</exception>
    public void CopyTo(string destination)
    {
        if (File.Exists(root))
            CopyFile(root, destination);
        else if (Path.GetFileName(root) != except)
            CopyFolder(new FileTree(root, cancellationToken), destination);
    }

    private void CopyFolder(FileTree folder, string destination)
    {
        Directory.CreateDirectory(destination);
        foreach (var entry in folder.Entries())
        {
            var place = Path.Combine(destination, entry.Name);
            if (KeepLink(entry, place))
                continue;

            if (!entry.IsFolder && !entry.IsSocket)
                CopyFile(entry.FullName, place);
            else if (entry.IsFolder && entry.Name != except && entry.Enter() is { } inner)
                CopyFolder(inner, place);
        }
    }

    private void CopyFile(string source, string destination)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
        FileBlocks.Write(destination, FileBlocks.Read(source, buffer), cancellationToken);
    }

#if NET
    private bool KeepLink(FileTreeEntry entry, string destination)
    {
        if (entry.LinkTarget is not { } text)
            return false;

        var isInside = SymbolicLink.FindTargetByName(entry.FullName, text) is { } target && IsInside(target);
        var isDangling = !Path.Exists(SymbolicLink.RealPath(entry.FullName));
        var there = new FileInfo(destination).LinkTarget;
        // A folder in place of the link is an earlier copy of the link's target.
        if ((!isInside && !isDangling) || (there is null && Directory.Exists(destination)))
            return false;
        if (there == text)
            return true;

        File.Delete(destination);
        try
        {
            File.CreateSymbolicLink(destination, text);
            return true;
        }
        catch (IOException) when (OperatingSystem.IsWindows() && !isDangling)
        {
            // Windows requires a privilege to create links. The target is copied instead.
            return false;
        }
    }

    private bool IsInside(string path)
    {
        var separator = Path.DirectorySeparatorChar;
        return (path + separator).StartsWith(root.TrimEnd(separator) + separator, StringComparison.Ordinal);
    }
#else
    private static bool KeepLink(FileTreeEntry entry, string destination) => false;
#endif
}
