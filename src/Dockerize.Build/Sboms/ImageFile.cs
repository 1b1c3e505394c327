using System.Security.Cryptography;
using Dockerize.Build.Apps;
using Dockerize.Files;

namespace Dockerize.Build.Sboms;

/// <summary>A file that the build adds to an image.</summary>
/// <param name="Path">The absolute path in the image.</param>
/// <param name="Sha1">The SHA-1 hash in hexadecimal digits. SPDX 2.3 requires it.</param>
/// <param name="Sha256">The SHA-256 hash in hexadecimal digits.</param>
internal sealed record ImageFile(string Path, string Sha1, string Sha256)
{
    /// <summary>The NuGet package that the file comes from; null for files of the app and its projects.</summary>
    public PackageIdentity? Package { get; init; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The absolute path in the image.</param>
    /// <param name="source">The full path of the file.</param>
    /// <param name="buffer">The buffer for reading.</param>
    /// <param name="cancellationToken">A token that cancels reading.</param>
    /// <exception cref="FileUnreadableException">The file cannot be read.</exception>
    public static ImageFile Read(string path, string source, byte[] buffer, CancellationToken cancellationToken)
    {
        using var sha1 = CreateSha1();
        using var sha256 = SHA256.Create();
        foreach (var block in FileBlocks.Read(source, buffer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            sha1.TransformBlock(buffer, 0, block.Count, null, 0);
            sha256.TransformBlock(buffer, 0, block.Count, null, 0);
        }

        sha1.TransformFinalBlock([], 0, 0);
        sha256.TransformFinalBlock([], 0, 0);
        return new ImageFile(path, ContentDigest.Hex(sha1.Hash!), ContentDigest.Hex(sha256.Hash!));
    }

#pragma warning disable CA5350 // SPDX 2.3 requires SHA-1. The SBOM also contains SHA-256.
    /// <summary>Creates the hash algorithm of the required checksums.</summary>
    internal static SHA1 CreateSha1() => SHA1.Create();
#pragma warning restore CA5350
}
