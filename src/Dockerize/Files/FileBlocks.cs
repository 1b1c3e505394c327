namespace Dockerize.Files;

/// <summary>
/// Reads and writes files in blocks, so that a file of any size requires only the memory of one buffer.
/// </summary>
internal static class FileBlocks
{
    /// <summary>The size of a buffer in bytes. It is below 85,000, the limit of the large object heap.</summary>
    public const int Size = 64 * 1024;

    /// <summary>Reads a file of a build context.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="buffer">The buffer that holds each block.</param>
    /// <returns>The blocks. A block is valid until the next one is read.</returns>
    /// <exception cref="FileUnreadableException">The file cannot be read.</exception>
    public static IEnumerable<ArraySegment<byte>> Read(string path, byte[] buffer)
    {
        using var stream = FileErrors.Translate(path, () => RegularFile.Open(path, bufferSize: 1));
        Func<int> read = () => stream.Read(buffer, 0, buffer.Length);
        int count;
        while ((count = FileErrors.Translate(path, read)) > 0)
            yield return new ArraySegment<byte>(buffer, 0, count);
    }

    /// <summary>Writes a file. An existing file is replaced, unless the first block cannot be read.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="blocks">The content.</param>
    /// <param name="cancellationToken">
    /// A token that cancels writing. The file keeps the blocks that were written.
    /// </param>
    public static void Write(string path, IEnumerable<ArraySegment<byte>> blocks, CancellationToken cancellationToken)
    {
        using var content = blocks.GetEnumerator();
        var hasMore = content.MoveNext();
        using var file = File.Create(path);
        for (; hasMore; hasMore = content.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Write(content.Current.Array!, content.Current.Offset, content.Current.Count);
        }
    }
}
