using System.Security.Cryptography;
using System.Text;
using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>
/// An entry in the archive of a build context: a path, a mode, and the hash of the content when the entry was created.
/// </summary>
internal sealed class ArchiveEntry
{
    private const int LinkMode = 7 << 6 | 7 << 3 | 7;

    /// <summary>
    /// The earliest modification time. The number of seconds after it comes from the hash of the content.
    /// </summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly DateTime UnixEpoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly byte[] hash;

    private ArchiveEntry(string path, int mode, byte[] hash)
    {
        Path = path;
        Mode = mode;
        this.hash = hash;
    }

    /// <summary>The path in the archive, with slashes. The path of a folder ends with a slash.</summary>
    public string Path { get; }

    /// <summary>The Unix permissions.</summary>
    public int Mode { get; }

    /// <summary>The target that a symbolic link contains; null if the entry is not a link.</summary>
    public string? LinkTarget { get; private init; }

    /// <summary>True for an empty folder.</summary>
    public bool IsFolder => Path.EndsWith("/", StringComparison.Ordinal);

    /// <summary>The length of the content in bytes.</summary>
    public long Length { get; private init; }

    /// <summary>The full path of the file; null if the entry is not a file.</summary>
    private string? Source { get; init; }

    /// <summary>The content of an entry that is not a file; null for a file.</summary>
    private byte[]? Content { get; init; }

    /// <summary>
    /// The modification time, computed from the hash of the content, so that equal content gives equal layers on every
    /// machine. The time must change with the content: UseStaticFiles computes the ETag of a file from time and length.
    /// With a fixed time, browsers would keep an outdated stylesheet.
    /// </summary>
    public DateTime ModificationTime =>
        Epoch.AddSeconds(((hash[0] << 20) | (hash[1] << 12) | (hash[2] << 4) | (hash[3] >> 4)) & 0x0FFFFFFF);

    /// <summary>
    /// The modification time in a BuildKit session, in nanoseconds since 1970. The engine skips a file if its length,
    /// mode and time are unchanged. The fraction of the second therefore contains 28 more bits of the content hash.
    /// It is less than half a second, so that engines write the same second to a layer if they truncate or round.
    /// </summary>
    public long SessionTime =>
        ToNanoseconds(ModificationTime)
        + (((hash[4] << 20) | (hash[5] << 12) | (hash[6] << 4) | (hash[7] >> 4)) & 0x0FFFFFFF);

    /// <summary>The path, mode, kind and content hash, separated by NUL. None of them contains a NUL.</summary>
    public string Identity
    {
        get
        {
            var kind = LinkTarget is null ? "" : "link";
            return string.Join("\0", Path, Convert.ToString(Mode, 8), kind, Convert.ToBase64String(hash));
        }
    }

    /// <summary>The modification time of folders, which have no content.</summary>
    public static DateTime FolderTime => Epoch;

    /// <summary>The modification time of folders in a BuildKit session, in nanoseconds since 1970.</summary>
    public static long FolderSessionTime => ToNanoseconds(Epoch);

    /// <summary>
    /// The parent folders of the entry, from the root down, each with a slash at the end. For a folder, the folder
    /// itself is included.
    /// </summary>
    public IEnumerable<string> Folders
    {
        get
        {
            for (var slash = Path.IndexOf('/'); slash >= 0; slash = Path.IndexOf('/', slash + 1))
                yield return Path.Substring(0, slash + 1);
        }
    }

    /// <summary>
    /// Creates an entry from a file, a link, or an empty folder. The content of a file is read to hash it.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="hashes">The hashes of the files that were already read.</param>
    /// <exception cref="FileUnreadableException">The file cannot be read.</exception>
    public static ArchiveEntry FromFile(ContextFile file, ContentHashes hashes)
    {
        if (file.IsFolder)
            return FromBytes(file.Path, [], ContextFile.ExecutableMode);
        if (file.LinkTarget is { } target)
            return FromLink(file.Path, target);

        var content = hashes.Find(file.Source);
        var mode = file.Mode ?? (content.IsProgram ? ContextFile.ExecutableMode : ContextFile.PlainMode);
        return new ArchiveEntry(file.Path, mode, content.Sha256) { Source = file.Source, Length = content.Length };
    }

    /// <summary>Creates an entry from its content.</summary>
    public static ArchiveEntry FromBytes(string path, byte[] content, int mode = ContextFile.PlainMode)
    {
        using var sha = SHA256.Create();
        return new ArchiveEntry(path, mode, sha.ComputeHash(content)) { Content = content, Length = content.Length };
    }

    /// <summary>The same file, link or folder at another path.</summary>
    public ArchiveEntry At(string path) =>
        new(path, Mode, hash)
        {
            LinkTarget = LinkTarget,
            Length = Length,
            Source = Source,
            Content = Content,
        };

    /// <summary>The content in blocks. A block is valid until the next one is read.</summary>
    /// <param name="buffer">The buffer for reading.</param>
    /// <exception cref="FileUnreadableException">The file cannot be read.</exception>
    /// <exception cref="FileChangedException">The content changed after the entry was created.</exception>
    public IEnumerable<ArraySegment<byte>> Blocks(byte[] buffer)
    {
        if (Content is not null)
        {
            for (var offset = 0; offset < Content.Length; offset += buffer.Length)
                yield return new ArraySegment<byte>(Content, offset, Math.Min(buffer.Length, Content.Length - offset));
            yield break;
        }

        using var sha = SHA256.Create();
        var left = Length;
        foreach (var block in FileBlocks.Read(Source!, buffer))
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

    /// <summary>Writes the entry to a folder, with its mode and time in the archive.</summary>
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

    private static ArchiveEntry FromLink(string path, string target)
    {
        var hash = FromBytes("", Encoding.UTF8.GetBytes(target)).hash;
        return new ArchiveEntry(path, LinkMode, hash) { Content = [], LinkTarget = target };
    }

    private static long ToNanoseconds(DateTime time) => (time - UnixEpoch).Ticks * 100;

    private FileChangedException Changed() => new(Source!);
}
