using System.Security.Cryptography;
using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>
/// The hashes of files. A file is read once for all contexts that contain it, such as those of several platforms. Not
/// thread-safe.
/// </summary>
/// <param name="cancellationToken">A token that cancels reading.</param>
internal sealed class ContentHashes(CancellationToken cancellationToken)
{
    private readonly Dictionary<string, ContentHash> known = new(StringComparer.Ordinal);
    private readonly byte[] buffer = new byte[FileBlocks.Size];

    /// <summary>The hash of the content of a file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="FileUnreadableException">The file cannot be read.</exception>
    public ContentHash Find(string path)
    {
        if (!known.TryGetValue(path, out var hash))
            known[path] = hash = Compute(path);
        return hash;
    }

    private ContentHash Compute(string path)
    {
        using var sha = SHA256.Create();
        var length = 0L;
        var isProgram = false;
        foreach (var block in FileBlocks.Read(path, buffer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            isProgram |= length == 0 && ContentHash.IsStartOfProgram(buffer, block.Count);
            sha.TransformBlock(buffer, 0, block.Count, null, 0);
            length += block.Count;
        }

        sha.TransformFinalBlock([], 0, 0);
        return new ContentHash(sha.Hash!, length, isProgram);
    }
}
