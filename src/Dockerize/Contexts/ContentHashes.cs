using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>
/// The hashes of files. A file is read once for all contexts that contain it, such as those of several platforms. The
/// methods must be called by one thread at a time.
/// </summary>
/// <param name="cancellationToken">A token that cancels reading.</param>
internal sealed class ContentHashes(CancellationToken cancellationToken)
{
    private readonly Dictionary<string, ContentHash> known = new(StringComparer.Ordinal);

    /// <summary>Reads files on several threads, so that <see cref="Find"/> returns at once.</summary>
    /// <param name="paths">The full paths of the files. A file that cannot be read is skipped.</param>
    public void Read(IEnumerable<string> paths)
    {
        var unknown = paths.Where(path => !known.ContainsKey(path)).Distinct(StringComparer.Ordinal).ToList();
        var hashes = new ContentHash?[unknown.Count];
        Parallel.For(
            0,
            unknown.Count,
            new ParallelOptions
            {
                CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            },
            () => new byte[FileBlocks.Size],
            (index, _, buffer) =>
            {
                hashes[index] = ComputeOrNull(unknown[index], buffer);
                return buffer;
            },
            _ => { }
        );
        for (var index = 0; index < hashes.Length; index++)
        {
            if (hashes[index] is { } hash)
                known[unknown[index]] = hash;
        }
    }

    /// <summary>The hash of the content of a file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="FileUnreadableException">The file cannot be read.</exception>
    public ContentHash Find(string path)
    {
        if (!known.TryGetValue(path, out var hash))
            known[path] = hash = Compute(path, new byte[FileBlocks.Size]);
        return hash;
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Find reads the file again, and throws the error."
    )]
    private ContentHash? ComputeOrNull(string path, byte[] buffer)
    {
        try
        {
            return Compute(path, buffer);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    private ContentHash Compute(string path, byte[] buffer)
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
