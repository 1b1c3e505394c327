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

    private ContextEntry(string path, int mode, string? source, byte[]? content, long length, byte[] hash)
    {
        Path = path;
        Mode = mode;
        Length = length;
        this.source = source;
        this.content = content;
        this.hash = hash;
    }

    public string Path { get; }

    /// <summary>The permissions.</summary>
    public int Mode { get; }

    /// <summary>True for a folder without files.</summary>
    public bool IsFolder => Path.EndsWith("/", StringComparison.Ordinal);

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>
    /// A time that follows from the content alone, so that the same content makes the same layer everywhere. It must differ with the content:
    /// UseStaticFiles makes the ETag of a file from its time and length, and one time for all would let browsers keep an old stylesheet.
    /// </summary>
    public DateTime ModificationTime => Epoch.AddSeconds(((hash[0] << 20) | (hash[1] << 12) | (hash[2] << 4) | (hash[3] >> 4)) & 0x0FFFFFFF);

    /// <summary>All that is to be known of it: path, mode and the content's hash, separated by what none of them has.</summary>
    public string Identity => string.Join("\0", Path, Convert.ToString(Mode, 8), Convert.ToBase64String(hash));

    /// <summary>The time of folders, which have no content.</summary>
    public static DateTime FolderTime => Epoch;

    public static ContextEntry FromFile(ContextFile file, CancellationToken cancellationToken)
    {
        if (file.IsFolder)
            return FromBytes(file.Path, []);

        using var sha = SHA256.Create();
        var length = 0L;
        foreach (var block in Read(file.Source))
        {
            cancellationToken.ThrowIfCancellationRequested();
            sha.TransformBlock(block.Array!, block.Offset, block.Count, null, 0);
            length += block.Count;
        }

        sha.TransformFinalBlock([], 0, 0);
        return new ContextEntry(file.Path, file.Mode, file.Source, null, length, sha.Hash!);
    }

    public static ContextEntry FromBytes(string path, byte[] content)
    {
        using var sha = SHA256.Create();
        return new ContextEntry(path, ContextFile.PlainMode, null, content, content.Length, sha.ComputeHash(content));
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

    /// <summary>Writes it below a folder, with the mode and the time that it has in an archive.</summary>
    public void Save(string folder)
    {
        var path = System.IO.Path.Combine(folder, Path);
        Directory.CreateDirectory(IsFolder ? path : System.IO.Path.GetDirectoryName(path)!);
        if (IsFolder)
            return;
        using (var file = File.Create(path))
        {
            foreach (var block in Blocks())
                file.Write(block.Array!, block.Offset, block.Count);
        }

#if NET
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)Mode);
#endif
        File.SetLastWriteTimeUtc(path, ModificationTime);
    }

    private static IEnumerable<ArraySegment<byte>> Read(string source)
    {
        using var stream = FileErrors.Translate(source, () => new FileStream(
            source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan));
        var buffer = new byte[BufferSize];
        int count;
        while ((count = FileErrors.Translate(source, () => stream.Read(buffer, 0, buffer.Length))) > 0)
            yield return new ArraySegment<byte>(buffer, 0, count);
    }

    private DockerizeException Changed() => new(EngineDiagnostics.FileChanged(source!));
}
