namespace Dockerize.Files;

/// <summary>
/// Copies files and folders as a build context needs them: contents, without modes and other attributes, which have no part in an image. A link that leads to
/// something inside of what is copied stays one; of any other there is what it leads to. Sockets are left out, as archives cannot hold them.
/// </summary>
/// <param name="root">The full path of what is copied.</param>
/// <param name="except">The name of a folder that is left out, wherever it is: the one that is copied into.</param>
/// <param name="cancellationToken">Ends the copying.</param>
internal sealed class FolderCopy(string root, string except, CancellationToken cancellationToken = default)
{
    private readonly string root = Path.GetFullPath(root);
    private readonly byte[] buffer = new byte[FileBlocks.Size];

    /// <summary>Copies.</summary>
    /// <param name="destination">The full path of the copy; what is there already stays or is replaced.</param>
    /// <exception cref="DockerizeException">DKZ2005: something cannot be read.</exception>
    public void To(string destination)
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
        var isInside = SymbolicLink.TargetByName(entry.FullName, text) is { } target && (target + Path.DirectorySeparatorChar).StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        var isDangling = !Path.Exists(SymbolicLink.RealPath(entry.FullName));
        var there = new FileInfo(destination).LinkTarget;
        // A folder that is there in place of the link was copied by the link's name: it has what the link leads to.
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
            // Windows wants a privilege for it. What it leads to serves as well.
            return false;
        }
    }
#else
    private static bool KeepLink(FileTreeEntry entry, string destination) => false;
#endif
}
