namespace Dockerize;

/// <summary>One file of a build context.</summary>
/// <param name="Source">The full path of the file to read.</param>
/// <param name="Path">Its path in the context, with slashes: <c>packages/app/Dapper.dll</c>.</param>
/// <param name="Layer">The layer that copies it; null in a context that a user's own Dockerfile describes.</param>
/// <param name="IsExecutable">Whether its mode is 0755 instead of 0644.</param>
public sealed record ContextFile(string Source, string Path, Layer? Layer, bool IsExecutable)
{
    private static readonly byte[] ElfMagic = [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>
    /// A file whose mode follows from what it is: executable are the app host, ELF binaries and scripts that start with <c>#!</c>. The
    /// mode of the source says nothing, since NuGet marks every assembly executable on Linux and Windows knows no modes.
    /// </summary>
    internal static ContextFile FromSource(string source, string path, Layer? layer, bool isAppHost) =>
        new(source, path, layer, isAppHost || StartsLikeAProgram(source));

    private static bool StartsLikeAProgram(string source)
    {
        using var stream = File.OpenRead(source);
        var start = new byte[ElfMagic.Length];
        var length = stream.Read(start, 0, start.Length);
        return (length == ElfMagic.Length && start.SequenceEqual(ElfMagic))
            || (length >= 2 && start[0] == (byte)'#' && start[1] == (byte)'!');
    }
}
