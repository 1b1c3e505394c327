namespace Dockerize.Files;

/// <summary>The content of files in blocks, so that files of any size need the memory of one buffer.</summary>
internal static class FileBlocks
{
    /// <summary>The size of a buffer to read with, in bytes: below 85,000, so that it is collected like any other object.</summary>
    public const int Size = 64 * 1024;

    /// <summary>Reads a file that belongs into a context.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="buffer">To read with.</param>
    /// <returns>Blocks that are valid until the next is asked for.</returns>
    /// <exception cref="DockerizeException">DKZ2005: it cannot be read.</exception>
    public static IEnumerable<ArraySegment<byte>> Read(string path, byte[] buffer)
    {
        using var stream = FileErrors.Translate(path, () => SpecialFile.KindOf(new FileInfo(path)) is { } kind
            ? throw new IOException($"It is {kind}.")
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan));
        Func<int> read = () => stream.Read(buffer, 0, buffer.Length);
        int count;
        while ((count = FileErrors.Translate(path, read)) > 0)
            yield return new ArraySegment<byte>(buffer, 0, count);
    }

    /// <summary>Writes a file; one that is there is replaced, unless there is nothing to replace it with since the first block cannot be had.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="blocks">What it is to hold.</param>
    /// <param name="cancellationToken">Ends the writing; the file stays as it is at that moment.</param>
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
