namespace Dockerize;

/// <summary>One file of a build context, or one folder without files.</summary>
/// <param name="Source">The full path of the file to read; for a folder its own path in the context.</param>
/// <param name="Path">Its path in the context, with slashes: <c>packages/app/Dapper.dll</c>. A folder's ends with one.</param>
/// <param name="Folder">The name of the <see cref="ContextFolder"/> it is in; null in a context that a user's own Dockerfile describes.</param>
/// <param name="Mode">Its permissions in the image.</param>
public sealed record ContextFile(string Source, string Path, string? Folder, int Mode)
{
    /// <summary>The permissions 0644.</summary>
    public const int PlainMode = 6 << 6 | 4 << 3 | 4;

    /// <summary>The permissions 0755.</summary>
    public const int ExecutableMode = 7 << 6 | 5 << 3 | 5;

    private static readonly byte[] ElfMagic = [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>True for a folder without files.</summary>
    public bool IsFolder => Path.EndsWith("/", StringComparison.Ordinal);

    /// <summary>
    /// A file whose mode follows from what it is: executable are the app host, ELF binaries and scripts that start with <c>#!</c>. The
    /// mode of the source says nothing, since NuGet marks every assembly executable on Linux and Windows knows no modes.
    /// </summary>
    /// <exception cref="DockerizeException">DKZ2005: the file cannot be read.</exception>
    internal static ContextFile FromSource(string source, string path, string? folder, bool isAppHost) =>
        new(source, path, folder, isAppHost || StartsLikeAProgram(source) ? ExecutableMode : PlainMode);

    internal static ContextFile EmptyFolder(string path, string? folder) => new(path, path, folder, ExecutableMode);

    private static bool StartsLikeAProgram(string source) => FileErrors.Translate(source, () =>
    {
        using var stream = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var start = new byte[ElfMagic.Length];
        var length = stream.Read(start, 0, start.Length);
        return (length == ElfMagic.Length && start.SequenceEqual(ElfMagic))
            || (length >= 2 && start[0] == (byte)'#' && start[1] == (byte)'!');
    });
}
