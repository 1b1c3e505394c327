using System.Text;
using Dockerize.Builds.Protobuf;
using Dockerize.Contexts;

namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>A file, link or folder that is offered to the engine.</summary>
/// <param name="Path">The path, with slashes between folders and without a slash at the end.</param>
/// <param name="Content">The file or link; null for a folder.</param>
internal sealed record SyncEntry(string Path, ArchiveEntry? Content)
{
    // The bits of Go's io/fs.FileMode.
    private const long FolderBit = 1L << 31;
    private const long LinkBit = 1 << 27;
    private const long SetUserBit = 1 << 23;
    private const long SetGroupBit = 1 << 22;
    private const long StickyBit = 1 << 20;

    /// <summary>
    /// The bit ModeExclusive, which folders on a disk do not have. The engine finds that the mode of the folder differs
    /// in each transfer, and sets its mode and time again. File systems ignore the bit.
    /// </summary>
    private const long AlwaysChangedBit = 1 << 29;

    /// <summary>The target of a symbolic link; null if the entry is not a link.</summary>
    public string? LinkTarget => Content?.LinkTarget;

    /// <summary>True for a file, whose content the engine can request.</summary>
    public bool IsFile => Content is { LinkTarget: null };

    /// <summary>
    /// The message <c>fsutil.types.Stat</c>: path, mode, length, time and link target. The owner is 0, which is the
    /// default value.
    /// </summary>
    public ArraySegment<byte> ToStat()
    {
        var writer = new ProtobufWriter(64 + Path.Length).Add(1, Path).Add(2, Mode);
        if (Content is null)
            return writer.Add(6, ArchiveEntry.FolderSessionTime).ToMessage();

        var link = LinkTarget ?? "";
        var length = LinkTarget is null ? Content.Length : Encoding.UTF8.GetByteCount(link);
        return writer.Add(5, length).Add(6, Content.SessionTime).Add(7, link).ToMessage();
    }

    private long Mode
    {
        get
        {
            if (Content is null)
                return FolderBit | AlwaysChangedBit | (uint)ContextFile.ExecutableMode;

            var permissions = (long)(Content.Mode & 0x1FF);
            if (LinkTarget is not null)
                return LinkBit | permissions;

            return permissions
                | ((Content.Mode & 0x800) == 0 ? 0 : SetUserBit)
                | ((Content.Mode & 0x400) == 0 ? 0 : SetGroupBit)
                | ((Content.Mode & 0x200) == 0 ? 0 : StickyBit);
        }
    }
}
