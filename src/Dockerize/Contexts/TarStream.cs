using System.Text;
using ICSharpCode.SharpZipLib.Tar;

namespace Dockerize;

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

    public TarStream(IEnumerable<ContextEntry> entries) => blocks = Archive(entries).GetEnumerator();

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

    private static IEnumerable<ArraySegment<byte>> Archive(IEnumerable<ContextEntry> entries)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            // A folder without an entry would get the time at which it is unpacked, and the layer with it.
            for (var slash = entry.Path.IndexOf('/'); slash >= 0; slash = entry.Path.IndexOf('/', slash + 1))
            {
                var folder = entry.Path.Substring(0, slash + 1);
                if (folders.Add(folder))
                    yield return Header(folder, TarHeader.LF_DIR, ContextFile.ExecutableMode, 0, ContextEntry.FolderTime);
            }

            if (entry.IsFolder)
                continue;
            yield return Header(entry.Path, TarHeader.LF_NORMAL, entry.Mode, entry.Length, entry.ModificationTime);
            foreach (var block in entry.Blocks())
                yield return block;
            yield return Padding(entry.Length);
        }

        yield return new ArraySegment<byte>(new byte[2 * BlockSize]);
    }

    private static ArraySegment<byte> Header(string path, byte type, int mode, long size, DateTime time)
    {
        var name = Encoding.UTF8.GetBytes(path);
        if (name.Length < NameSize)
            return new ArraySegment<byte>(Block(path, type, mode, size, time));

        // GNU's way with a longer name, which every reader of tar knows: an entry whose content is the name, then the entry itself.
        var longName = new List<byte>();
        longName.AddRange(Block("././@LongLink", TarHeader.LF_GNU_LONGNAME, mode, name.Length + 1, time));
        longName.AddRange(name);
        longName.Add(0);
        longName.AddRange(Padding(name.Length + 1));
        longName.AddRange(Block(path, type, mode, size, time));
        return new ArraySegment<byte>([.. longName]);
    }

    private static byte[] Block(string name, byte type, int mode, long size, DateTime time)
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
        }.WriteHeader(block, Encoding.UTF8);
        return block;
    }

    private static ArraySegment<byte> Padding(long length) => new(new byte[(BlockSize - (length % BlockSize)) % BlockSize]);
}
