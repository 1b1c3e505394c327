namespace Dockerize.Files;

/// <summary>
/// An entry of a folder in a file tree: a file, a folder or a link. The target of a link does not have to exist.
/// </summary>
/// <param name="parent">The folder that contains the entry.</param>
/// <param name="info">The entry in the file system.</param>
internal sealed class FileTreeEntry(FileTree parent, FileSystemInfo info)
{
    /// <summary>The name without a path.</summary>
    public string Name => info.Name;

    /// <summary>The full path through the folders and links of the tree.</summary>
    public string FullName { get; } = System.IO.Path.Combine(parent.FullName, info.Name);

    /// <summary>The path below the root of the tree, with slashes.</summary>
    public string Path => parent.Path + info.Name;

    /// <summary>True for a folder, and for a link to one.</summary>
    public bool IsFolder => info is DirectoryInfo;

    /// <summary>True for a link and, on Windows, for a junction.</summary>
    public bool IsLink => (info.Attributes & FileAttributes.ReparsePoint) != 0;

    /// <summary>
    /// The target that a link contains, with slashes; null if the entry is not a link, and always on .NET Framework.
    /// </summary>
    /// <exception cref="FileUnreadableException">The link cannot be read.</exception>
    public string? LinkTarget => SymbolicLink.ReadTarget(info);

    /// <summary>True for a socket.</summary>
    /// <exception cref="FileUnreadableException">The entry cannot be read.</exception>
    public bool IsSocket => SpecialFile.IsSocket(info);

    /// <summary>The tree of the folder.</summary>
    /// <returns>
    /// The tree; null if the walk is already inside that folder or, on .NET Framework, for a link behind another link.
    /// </returns>
    public FileTree? Enter() => parent.Enter(this);
}
