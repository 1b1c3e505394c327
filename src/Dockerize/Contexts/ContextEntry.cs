using System.Security.Cryptography;

namespace Dockerize;

/// <summary>A file of a build context together with what its content was when it was read: what the archive promises to send.</summary>
internal sealed class ContextEntry
{
    private const int BufferSize = 128 * 1024;

    /// <summary>The earliest modification time; an entry's own is later by seconds that its content decides.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly string? source;
    private readonly byte[]? content;
    private readonly byte[] hash;

    private ContextEntry(string path, bool isExecutable, string? source, byte[]? content, long length, byte[] hash)
    {
        Path = path;
        IsExecutable = isExecutable;
        Length = length;
        this.source = source;
        this.content = content;
        this.hash = hash;
    }

    public string Path { get; }

    public bool IsExecutable { get; }

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>
    /// A time that follows from the content alone, so that the same content makes the same layer everywhere. It must differ with the content:
    /// UseStaticFiles makes the ETag of a file from its time and length, and one time for all would let browsers keep an old stylesheet.
    /// </summary>
    public DateTime ModificationTime => Epoch.AddSeconds(((hash[0] << 20) | (hash[1] << 12) | (hash[2] << 4) | (hash[3] >> 4)) & 0x0FFFFFFF);

    /// <summary>The time of folders, which have no content.</summary>
    public static DateTime FolderTime => Epoch;

    public static ContextEntry FromFile(ContextFile file, CancellationToken cancellationToken)
    {
        using var sha = SHA256.Create();
        var length = 0L;
        foreach (var block in Read(file.Source))
        {
            cancellationToken.ThrowIfCancellationRequested();
            sha.TransformBlock(block.Array!, block.Offset, block.Count, null, 0);
            length += block.Count;
        }

        sha.TransformFinalBlock([], 0, 0);
        return new ContextEntry(file.Path, file.IsExecutable, file.Source, null, length, sha.Hash!);
    }

    public static ContextEntry FromBytes(string path, byte[] content)
    {
        using var sha = SHA256.Create();
        return new ContextEntry(path, isExecutable: false, null, content, content.Length, sha.ComputeHash(content));
    }

    /// <summary>The content in blocks, each valid until the next is asked for.</summary>
    /// <exception cref="DockerizeException">DKZ2005: it cannot be read; DKZ2006: it is not what it was any more.</exception>
    public IEnumerable<ArraySegment<byte>> Blocks()
    {
        if (content is not null)
        {
            yield return new ArraySegment<byte>(content);
            yield break;
        }

        using var sha = SHA256.Create();
        var left = Length;
        foreach (var block in Read(source!))
        {
            left -= block.Count;
            if (left < 0)
                throw Changed();
            sha.TransformBlock(block.Array!, block.Offset, block.Count, null, 0);
            yield return block;
        }

        sha.TransformFinalBlock([], 0, 0);
        if (left != 0 || !sha.Hash!.SequenceEqual(hash))
            throw Changed();
    }

    private static IEnumerable<ArraySegment<byte>> Read(string source)
    {
        using var stream = Attempt(source, () => new FileStream(
            source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan));
        var buffer = new byte[BufferSize];
        int count;
        while ((count = Attempt(source, () => stream.Read(buffer, 0, buffer.Length))) > 0)
            yield return new ArraySegment<byte>(buffer, 0, count);
    }

    // While an archive goes out, an error of a file must not be taken for an error of the connection.
    private static T Attempt<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DockerizeException(EngineDiagnostics.FileUnreadable(source, exception.Message), exception);
        }
    }

    private DockerizeException Changed() => new(EngineDiagnostics.FileChanged(source!));
}
