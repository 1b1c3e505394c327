using Dockerize.Dockerfiles;

namespace Dockerize.Contexts;

/// <summary>One file of a build context, one symbolic link, or one folder without files.</summary>
/// <param name="Source">The full path of the file to read; for a folder its own path in the context.</param>
/// <param name="Path">Its path in the context, with slashes: <c>packages/app/Dapper.dll</c>. A folder's ends with one.</param>
/// <param name="Folder">The name of the folder at the root of the context that it is in; null in a context that a user's own Dockerfile describes.</param>
/// <param name="Mode">
/// Its permissions in the image; null: by what it is, 0755 for ELF binaries and scripts that start with <c>#!</c>, 0644 for the rest. The
/// mode of the source says nothing, since NuGet marks every assembly executable on Linux and Windows knows no modes.
/// </param>
internal sealed record ContextFile(string Source, string Path, string? Folder = null, int? Mode = null)
{
    /// <summary>The permissions 0644.</summary>
    public const int PlainMode = 6 << 6 | 4 << 3 | 4;

    /// <summary>The permissions 0755.</summary>
    public const int ExecutableMode = 7 << 6 | 5 << 3 | 5;

    /// <summary>What a symbolic link says, with slashes; null: it is none, or what it points to is sent in its place.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>True for a folder without files.</summary>
    public bool IsFolder => Path.EndsWith("/", StringComparison.Ordinal);

    internal static ContextFile EmptyFolder(string path, string? folder = null) => new(path, path, folder);
}
