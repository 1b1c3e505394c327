namespace Dockerize.Files;

/// <summary>What is in a folder that is walked through: a file, a folder, a link to either or to nothing.</summary>
/// <param name="parent">The folder.</param>
/// <param name="info">What the file system says of it.</param>
internal sealed class FileTreeEntry(FileTree parent, FileSystemInfo info)
{
    /// <summary>Its name.</summary>
    public string Name => info.Name;

    /// <summary>The full path by which it was reached.</summary>
    public string FullName { get; } = System.IO.Path.Combine(parent.FullName, info.Name);

    /// <summary>Its path below the folder at which the walk began, with slashes.</summary>
    public string Path => parent.Path + info.Name;

    /// <summary>Whether it is a folder, or a link that leads to one.</summary>
    public bool IsFolder => info is DirectoryInfo;

    /// <summary>Whether it is a link or, on Windows, a junction.</summary>
    public bool IsLink => (info.Attributes & FileAttributes.ReparsePoint) != 0;

    /// <summary>What a link says, as <see cref="SymbolicLink.TargetOf"/> sees it.</summary>
    /// <exception cref="DockerizeException">DKZ2005: it cannot be read.</exception>
    public string? LinkTarget => SymbolicLink.TargetOf(info);

    /// <summary>Whether it is a socket.</summary>
    /// <exception cref="DockerizeException">DKZ2005: that cannot be seen.</exception>
    public bool IsSocket => SpecialFile.IsSocket(info);

    /// <summary>Goes on into it.</summary>
    /// <returns>Null if the walk is in it already.</returns>
    public FileTree? Enter() => parent.Enter(this);
}
