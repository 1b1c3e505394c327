using System.Text;
using Dockerize.Files;
using ICSharpCode.SharpZipLib.Tar;

namespace Dockerize.Contexts;

/// <summary>
/// Writes the tar archive of a build context. The bytes of the archive depend only on paths, modes and content. Headers
/// are written by SharpZipLib. The TarOutputStream of SharpZipLib is not used. It pads the archive of a canceled build,
/// so that the engine continues the build, and it sets the mode 0644 for long names.
/// </summary>
internal static class TarArchive
{
    private const int BlockSize = 512;
    private const int NameSize = 100;

    /// <summary>Writes the archive.</summary>
    /// <param name="entries">The entries, in the order of the archive.</param>
    /// <param name="destination">The stream that receives the archive.</param>
    /// <param name="written">The callback after each block, with the length of the block in bytes.</param>
    /// <param name="cancellationToken">A token that cancels writing.</param>
    /// <param name="sent">
    /// The callback after each block of the content of files, with the length of the block; null for none.
    /// </param>
    /// <exception cref="FileChangedException">A file changed after the context was created.</exception>
    /// <exception cref="FileUnreadableException">A file cannot be read.</exception>
    public static async Task WriteAsync(
        IReadOnlyList<ArchiveEntry> entries,
        Stream destination,
        Action<int> written,
        CancellationToken cancellationToken,
        Action<int>? sent = null
    )
    {
        foreach (var block in Blocks(entries, sent))
        {
            // The body is sent in chunks, and an empty chunk would end it.
            if (block.Count == 0)
                continue;

            await destination
                .WriteAsync(block.Array!, block.Offset, block.Count, cancellationToken)
                .ConfigureAwait(false);
            written(block.Count);
        }
    }

    /// <summary>The archive in blocks. A block is valid until the next one is read.</summary>
    /// <param name="entries">The entries, in the order of the archive.</param>
    /// <param name="used">
    /// The callback after the caller has used a block of the content of files, with the length of the block.
    /// </param>
    public static IEnumerable<ArraySegment<byte>> Blocks(IReadOnlyList<ArchiveEntry> entries, Action<int>? used = null)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        var buffer = new byte[FileBlocks.Size];
        // Engines recognize an archive by its first block, which must not be the header of a long name.
        if (IsLong(entries[0].Folders.FirstOrDefault() ?? entries[0].Path))
            yield return Folder("./");

        foreach (var entry in entries)
        {
            // Without an entry, a folder would get the time of unpacking, and the layer would change.
            foreach (var folder in entry.Folders.Where(folders.Add))
                yield return Folder(folder);
            if (entry.IsFolder)
                continue;

            var header = new TarHeader
            {
                Name = entry.Path,
                Mode = entry.Mode,
                ModTime = entry.ModificationTime,
            };
            if (entry.LinkTarget is { } target)
            {
                (header.TypeFlag, header.LinkName) = (TarHeader.LF_SYMLINK, target);
                yield return Header(header);
                continue;
            }

            (header.TypeFlag, header.Size) = (TarHeader.LF_NORMAL, entry.Length);
            yield return Header(header);
            foreach (var block in entry.Blocks(buffer))
            {
                yield return block;
                used?.Invoke(block.Count);
            }

            yield return Padding(entry.Length);
        }

        yield return new ArraySegment<byte>(new byte[2 * BlockSize]);
    }

    private static ArraySegment<byte> Folder(string path) =>
        Header(
            new TarHeader
            {
                Name = path,
                TypeFlag = TarHeader.LF_DIR,
                Mode = ContextFile.ExecutableMode,
                ModTime = ArchiveEntry.FolderTime,
            }
        );

    private static ArraySegment<byte> Header(TarHeader header)
    {
        var blocks = new List<byte>(BlockSize);
        AddIfLong(TarHeader.LF_GNU_LONGLINK, header.LinkName);
        AddIfLong(TarHeader.LF_GNU_LONGNAME, header.Name);
        blocks.AddRange(Block(header));
        return new ArraySegment<byte>([.. blocks]);

        // GNU format for long names, which every tar reader supports: an entry whose content is the name, then the
        // entry itself.
        void AddIfLong(byte longType, string text)
        {
            if (!IsLong(text))
                return;

            var name = Encoding.UTF8.GetBytes(text);
            blocks.AddRange(
                Block(
                    new TarHeader
                    {
                        Name = "././@LongLink",
                        TypeFlag = longType,
                        Mode = header.Mode,
                        Size = name.Length + 1,
                        ModTime = header.ModTime,
                    }
                )
            );
            blocks.AddRange(name);
            blocks.Add(0);
            blocks.AddRange(Padding(name.Length + 1));
        }
    }

    private static bool IsLong(string name) => Encoding.UTF8.GetByteCount(name) >= NameSize;

    // By default, SharpZipLib sets the user of the process as the owner.
    private static byte[] Block(TarHeader header)
    {
        var block = new byte[BlockSize];
        (header.UserId, header.GroupId, header.UserName, header.GroupName) = (0, 0, "", "");
        header.WriteHeader(block, Encoding.UTF8);
        return block;
    }

    private static ArraySegment<byte> Padding(long length) =>
        new(new byte[(BlockSize - (length % BlockSize)) % BlockSize]);
}
