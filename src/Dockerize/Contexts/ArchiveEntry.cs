using System.Security.Cryptography;
using System.Text;
using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>A file of a build context together with what its content was when it was read: what the archive promises to send.</summary>
internal sealed class ArchiveEntry
{
    private const int LinkMode = 7 << 6 | 7 << 3 | 7;

    /// <summary>The earliest modification time; an entry's own is later by seconds that its content decides.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly byte[] ElfMagic = [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    private readonly string? source;
    private readonly byte[]? content;
    private readonly byte[] hash;

    private ArchiveEntry(string path, int mode, string? source, byte[]? content, long length, byte[] hash)
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

    /// <summary>What a symbolic link says; null: it is none.</summary>
    public string? LinkTarget { get; private init; }

    /// <summary>True for a folder without files.</summary>
    public bool IsFolder => Path.EndsWith("/", StringComparison.Ordinal);

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>
    /// A time that follows from the content alone, so that the same content makes the same layer everywhere. It must differ with the content:
    /// UseStaticFiles makes the ETag of a file from its time and length, and one time for all would let browsers keep an old stylesheet.
    /// </summary>
    public DateTime ModificationTime => Epoch.AddSeconds(((hash[0] << 20) | (hash[1] << 12) | (hash[2] << 4) | (hash[3] >> 4)) & 0x0FFFFFFF);

    /// <summary>All that is to be known of it: path, mode, whether it is a link, and the content's hash, separated by what none of them has.</summary>
    public string Identity => string.Join("\0", Path, Convert.ToString(Mode, 8), LinkTarget is null ? "" : "link", Convert.ToBase64String(hash));

    /// <summary>The time of folders, which have no content.</summary>
    public static DateTime FolderTime => Epoch;

    /// <summary>The folders that an entry is in, from the outermost, each with a slash at its end; a folder is in itself.</summary>
    public IEnumerable<string> Folders
    {
        get
        {
            for (var slash = Path.IndexOf('/'); slash >= 0; slash = Path.IndexOf('/', slash + 1))
                yield return Path.Substring(0, slash + 1);
        }
    }

    /// <summary>Reads a file, or notes what a link says.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">To read with.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DockerizeException">DKZ2005: it cannot be read.</exception>
    public static ArchiveEntry FromFile(ContextFile file, byte[] buffer, CancellationToken cancellationToken)
    {
        if (file.IsFolder)
            return FromBytes(file.Path, [], ContextFile.ExecutableMode);
        if (file.LinkTarget is { } target)
            return new ArchiveEntry(file.Path, LinkMode, null, [], 0, FromBytes("", Encoding.UTF8.GetBytes(target)).hash) { LinkTarget = target };

        using var sha = SHA256.Create();
        var length = 0L;
        var mode = file.Mode;
        foreach (var block in FileBlocks.Read(file.Source, buffer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            mode ??= StartsLikeAProgram(buffer, block.Count) ? ContextFile.ExecutableMode : ContextFile.PlainMode;
            sha.TransformBlock(buffer, 0, block.Count, null, 0);
            length += block.Count;
        }

        sha.TransformFinalBlock([], 0, 0);
        return new ArchiveEntry(file.Path, mode ?? ContextFile.PlainMode, file.Source, null, length, sha.Hash!);
    }

    public static ArchiveEntry FromBytes(string path, byte[] content, int mode = ContextFile.PlainMode)
    {
        using var sha = SHA256.Create();
        return new ArchiveEntry(path, mode, null, content, content.Length, sha.ComputeHash(content));
    }

    /// <summary>The content in blocks, each valid until the next is asked for.</summary>
    /// <param name="buffer">To read with.</param>
    /// <exception cref="DockerizeException">DKZ2005: it cannot be read; DKZ2006: it is not what it was any more.</exception>
    public IEnumerable<ArraySegment<byte>> Blocks(byte[] buffer)
    {
        if (content is not null)
        {
            yield return new ArraySegment<byte>(content);
            yield break;
        }

        using var sha = SHA256.Create();
        var left = Length;
        foreach (var block in FileBlocks.Read(source!, buffer))
        {
            left -= block.Count;
            if (left < 0)
                throw Changed();
            sha.TransformBlock(buffer, 0, block.Count, null, 0);
            yield return block;
        }

        sha.TransformFinalBlock([], 0, 0);
        if (left != 0 || !sha.Hash!.SequenceEqual(hash))
            throw Changed();
    }

    /// <summary>Writes it below a folder, with the mode and the time that it has in an archive.</summary>
    public void Save(string folder, byte[] buffer, CancellationToken cancellationToken)
    {
        var path = System.IO.Path.Combine(folder, Path);
        Directory.CreateDirectory(IsFolder ? path : System.IO.Path.GetDirectoryName(path)!);
        if (IsFolder)
            return;
#if NET
        if (LinkTarget is not null)
        {
            File.CreateSymbolicLink(path, LinkTarget);
            File.SetLastWriteTimeUtc(path, ModificationTime);
            return;
        }
#endif

        FileBlocks.Write(path, Blocks(buffer), cancellationToken);
#if NET
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)Mode);
#endif
        File.SetLastWriteTimeUtc(path, ModificationTime);
    }

    private static bool StartsLikeAProgram(byte[] start, int length) =>
        (length >= ElfMagic.Length && start.Take(ElfMagic.Length).SequenceEqual(ElfMagic))
        || (length >= 2 && start[0] == (byte)'#' && start[1] == (byte)'!');

    private FileChangedException Changed() => new(source!);
}
