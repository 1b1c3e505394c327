using System.Text;
using Dockerize.Files;
using ICSharpCode.SharpZipLib.Tar;

namespace Dockerize.Contexts;

/// <summary>
/// A tar archive of context entries, made while it is read: headers and file blocks come one after the other out of an iterator, so nothing
/// is buffered beyond a block. Its bytes depend on paths, modes and content alone.
/// </summary>
internal sealed class TarStream : Stream
{
    private const int BlockSize = 512;
    private const int NameSize = 100;

    private readonly IEnumerator<ArraySegment<byte>> blocks;
    private ArraySegment<byte> current = new([]);

    public TarStream(IReadOnlyList<ArchiveEntry> entries) => blocks = Archive(entries).GetEnumerator();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (current.Count == 0)
        {
            if (!blocks.MoveNext())
                return 0;
            current = blocks.Current;
        }

        var length = Math.Min(count, current.Count);
        Buffer.BlockCopy(current.Array!, current.Offset, buffer, offset, length);
        current = new ArraySegment<byte>(current.Array!, current.Offset + length, current.Count - length);
        return length;
    }

    // Files are read where they are asked for: handing each block to another thread costs more than reading it.
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<int>(cancellationToken) : Task.FromResult(Read(buffer, offset, count));

#if NET
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return System.Runtime.InteropServices.MemoryMarshal.TryGetArray<byte>(buffer, out var array)
            ? new ValueTask<int>(Read(array.Array!, array.Offset, array.Count))
            : base.ReadAsync(buffer, cancellationToken);
    }
#endif

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            blocks.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The whole archive in blocks, each valid until the next is asked for.</summary>
    public static IEnumerable<ArraySegment<byte>> Archive(IReadOnlyList<ArchiveEntry> entries)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        var buffer = new byte[FileBlocks.Size];
        // By its first block an engine recognises an archive: it must not be that of a long name.
        if (IsLong(entries[0].Folders.FirstOrDefault() ?? entries[0].Path))
            yield return Header("./", TarHeader.LF_DIR, ContextFile.ExecutableMode, 0, ArchiveEntry.FolderTime);
        foreach (var entry in entries)
        {
            // A folder without an entry would get the time at which it is unpacked, and the layer with it.
            foreach (var folder in entry.Folders.Where(folders.Add))
                yield return Header(folder, TarHeader.LF_DIR, ContextFile.ExecutableMode, 0, ArchiveEntry.FolderTime);
            if (entry.IsFolder)
                continue;

            if (entry.LinkTarget is { } target)
            {
                yield return Header(entry.Path, TarHeader.LF_SYMLINK, entry.Mode, 0, entry.ModificationTime, target);
                continue;
            }

            yield return Header(entry.Path, TarHeader.LF_NORMAL, entry.Mode, entry.Length, entry.ModificationTime);
            foreach (var block in entry.Blocks(buffer))
                yield return block;
            yield return Padding(entry.Length);
        }

        yield return new ArraySegment<byte>(new byte[2 * BlockSize]);
    }

    private static ArraySegment<byte> Header(string path, byte type, int mode, long size, DateTime time, string target = "")
    {
        var blocks = new List<byte>(BlockSize);
        AddIfLong(TarHeader.LF_GNU_LONGLINK, target);
        AddIfLong(TarHeader.LF_GNU_LONGNAME, path);
        blocks.AddRange(Block(path, type, mode, size, time, target));
        return new ArraySegment<byte>([.. blocks]);

        // GNU's way with a longer name, which every reader of tar knows: an entry whose content is the name, then the entry itself.
        void AddIfLong(byte longType, string text)
        {
            if (!IsLong(text))
                return;
            var name = Encoding.UTF8.GetBytes(text);
            blocks.AddRange(Block("././@LongLink", longType, mode, name.Length + 1, time, ""));
            blocks.AddRange(name);
            blocks.Add(0);
            blocks.AddRange(Padding(name.Length + 1));
        }
    }

    private static bool IsLong(string name) => Encoding.UTF8.GetByteCount(name) >= NameSize;

    private static byte[] Block(string name, byte type, int mode, long size, DateTime time, string target)
    {
        var block = new byte[BlockSize];
        new TarHeader
        {
            Name = name,
            TypeFlag = type,
            Mode = mode,
            UserId = 0,
            GroupId = 0,
            UserName = "",
            GroupName = "",
            Size = size,
            ModTime = time,
            LinkName = target,
        }.WriteHeader(block, Encoding.UTF8);
        return block;
    }

    private static ArraySegment<byte> Padding(long length) => new(new byte[(BlockSize - (length % BlockSize)) % BlockSize]);
}
