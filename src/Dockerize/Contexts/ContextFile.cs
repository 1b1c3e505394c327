namespace Dockerize.Contexts;

/// <summary>A file, a symbolic link, or an empty folder of a build context.</summary>
/// <param name="Source">The full path of the file to read; for an empty folder, its path in the context.</param>
/// <param name="Path">
/// The path in the context, with slashes: <c>packages/app/Dapper.dll</c>. The path of an empty folder ends with a
/// slash.
/// </param>
/// <param name="Folder">
/// The folder at the root of a generated context; null in the context of a user's Dockerfile.
/// </param>
/// <param name="Mode">
/// The Unix permissions in the image; null for the default: 0755 for ELF binaries and scripts that start with
/// <c>#!</c>, otherwise 0644. The mode of the source is ignored, because NuGet marks every assembly as executable on
/// Linux, and Windows has no modes.
/// </param>
internal sealed record ContextFile(string Source, string Path, string? Folder = null, int? Mode = null)
{
    /// <summary>The permissions 0644.</summary>
    public const int PlainMode = 6 << 6 | 4 << 3 | 4;

    /// <summary>The permissions 0755.</summary>
    public const int ExecutableMode = 7 << 6 | 5 << 3 | 5;

    /// <summary>
    /// The target that a symbolic link contains, with slashes; null if the entry is not a link, or if its target is
    /// sent instead.
    /// </summary>
    public string? LinkTarget { get; init; }

    /// <summary>True for an empty folder.</summary>
    public bool IsFolder => Path.EndsWith("/", StringComparison.Ordinal);

    /// <summary>Creates an empty folder.</summary>
    internal static ContextFile EmptyFolder(string path, string? folder = null) => new(path, path, folder);
}
