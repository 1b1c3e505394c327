namespace Dockerize.Contexts;

/// <summary>The hash of the content of a file, and the properties that follow from the content.</summary>
/// <param name="Sha256">The SHA-256 hash.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="IsProgram">True for an ELF binary, and for a script that starts with <c>#!</c>.</param>
internal sealed record ContentHash(byte[] Sha256, long Length, bool IsProgram)
{
    private static readonly byte[] ElfMagic = [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>True if the first bytes of a file are those of a program.</summary>
    /// <param name="start">The first bytes.</param>
    /// <param name="length">The number of bytes.</param>
    public static bool IsStartOfProgram(byte[] start, int length) =>
        (length >= ElfMagic.Length && start.Take(ElfMagic.Length).SequenceEqual(ElfMagic))
        || (length >= 2 && start[0] == (byte)'#' && start[1] == (byte)'!');
}
