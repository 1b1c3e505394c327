namespace Dockerize;

/// <summary>
/// Copies files and folders as a build context needs them: contents, without modes and other attributes, which have no part in an image. A link that leads to
/// something inside of what is copied stays one; of any other there is what it leads to. Sockets are left out, as archives cannot hold them.
/// </summary>
/// <param name="root">The full path of what is copied.</param>
/// <param name="except">The name of a folder that is left out, wherever it is: the one that is copied into.</param>
internal sealed class FolderCopy(string root, string except)
{
    /// <summary>Copies.</summary>
    /// <param name="destination">The full path of the copy; what is there already stays or is replaced.</param>
    /// <exception cref="DockerizeException">DKZ2005: something cannot be read.</exception>
    public void To(string destination)
    {
        if (File.Exists(root))
            CopyFile(new FileInfo(root), destination);
        else
            CopyFolder(new DirectoryInfo(root), destination, []);
    }

    // The folders above by their real paths: a link may lead back to one of them.
    private void CopyFolder(DirectoryInfo source, string destination, string[] above)
    {
        var real = RealPath(source);
        if (source.Name == except || above.Contains(real, StringComparer.Ordinal))
            return;
        Directory.CreateDirectory(destination);
        foreach (var entry in FileErrors.Translate(source.FullName, source.GetFileSystemInfos))
        {
            var place = Path.Combine(destination, entry.Name);
            if (CopyLink(entry, place))
                continue;
            if (entry is DirectoryInfo folder)
                CopyFolder(folder, place, [.. above, real]);
            else if (!SpecialFile.IsSocket(entry))
                CopyFile((FileInfo)entry, place);
        }
    }

    private static void CopyFile(FileInfo source, string destination)
    {
        if (SpecialFile.KindOf(source) is { } kind)
            throw new DockerizeException(EngineDiagnostics.FileUnreadable(source.FullName, $"it is {kind}"));
        Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
        using var from = FileErrors.Translate(source.FullName, source.OpenRead);
        using var to = File.Create(destination);
        from.CopyTo(to);
    }

#if NET
    private bool CopyLink(FileSystemInfo entry, string destination)
    {
        if (SymbolicLink.TargetOf(entry) is not { } text)
            return false;
        var target = Path.GetFullPath(text, Path.GetDirectoryName(entry.FullName)!);
        var isInside = !Path.IsPathRooted(text) && target.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (!isInside && Path.Exists(target))
            return false;
        File.Delete(destination);
        File.CreateSymbolicLink(destination, text);
        return true;
    }

    private static string RealPath(DirectoryInfo folder) => FileErrors.Translate(folder.FullName, () => folder.ResolveLinkTarget(returnFinalTarget: true))?.FullName ?? folder.FullName;
#else
    private static bool CopyLink(FileSystemInfo entry, string destination) => false;

    private static string RealPath(DirectoryInfo folder) => folder.FullName;
#endif
}
