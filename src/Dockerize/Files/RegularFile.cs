using System.Globalization;
using System.Text;

namespace Dockerize.Files;

/// <summary>
/// Reads files of users. Only regular files are opened, because opening a named pipe waits for its writer, and reading
/// a device may never end.
/// </summary>
internal static class RegularFile
{
    /// <summary>The maximum size in bytes of a configuration file, a Dockerfile or an ignore file.</summary>
    public const int MaximumTextSize = 4 * Megabyte;

    private const int Megabyte = 1024 * 1024;

    /// <summary>Opens a file, or the target of a link.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="bufferSize">The size of the stream's buffer in bytes.</param>
    /// <exception cref="IOException">The file was not found, is not a regular file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to read the file.</exception>
    public static FileStream Open(string path, int bufferSize = 4096)
    {
        if (SpecialFile.FindUntranslated(new FileInfo(path)) is var kind && kind != SpecialFileKind.None)
            throw new IOException($"the file is {SpecialFile.Format(kind)}");

        const FileShare Share = FileShare.ReadWrite | FileShare.Delete;
        var stream = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            Share,
            bufferSize,
            FileOptions.SequentialScan
        );
        // An open pipe is a link, /dev/fd/3, whose target cannot be resolved. The first check does not recognize it.
        if (stream.CanSeek)
            return stream;

        stream.Dispose();
        throw new IOException("the file is not a regular file");
    }

    /// <summary>Reads a text file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="maximumSize">The maximum size in bytes.</param>
    /// <exception cref="IOException">
    /// The file was not found, is not a regular file, is too large, or cannot be read.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to read the file.</exception>
    public static string ReadText(string path, int maximumSize = MaximumTextSize)
    {
        using var content = ReadBytes(path, maximumSize);
        using var reader = new StreamReader(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>Reads the lines of a text file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="maximumSize">The maximum size in bytes.</param>
    /// <exception cref="IOException">
    /// The file was not found, is not a regular file, is too large, or cannot be read.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to read the file.</exception>
    public static string[] ReadLines(string path, int maximumSize = MaximumTextSize)
    {
        using var content = ReadBytes(path, maximumSize);
        using var reader = new StreamReader(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        return [.. lines];
    }

    /// <summary>True if a file has exactly this content.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="content">The expected content.</param>
    /// <exception cref="IOException">The file is not a regular file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to read the file.</exception>
    public static bool HasContent(string path, byte[] content)
    {
        using (var stream = Open(path))
        {
            if (stream.Length != content.Length)
                return false;
        }

        using var current = ReadBytes(path, content.Length);
        return current.ToArray().SequenceEqual(content);
    }

    // The size is checked while the file is read, because it may change, and files in /proc have the size 0.
    private static MemoryStream ReadBytes(string path, int maximumSize)
    {
        using var stream = Open(path);
        var (content, buffer) = (new MemoryStream(), new byte[FileBlocks.Size]);
        int count;
        while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
        {
            if (content.Length + count > maximumSize)
                throw new IOException($"the file is larger than the maximum of {FormatSize(maximumSize)}");

            content.Write(buffer, 0, count);
        }

        content.Position = 0;
        return content;
    }

    private static string FormatSize(int size) =>
        size < Megabyte
            ? string.Format(CultureInfo.InvariantCulture, "{0} bytes", size)
            : string.Format(CultureInfo.InvariantCulture, "{0} MB", size / Megabyte);
}
