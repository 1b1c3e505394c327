#if NET
using System.Formats.Tar;
#endif

namespace Dockerize.Files;

/// <summary>Recognizes named pipes, devices and sockets without opening them.</summary>
internal static class SpecialFile
{
    /// <summary>True for a socket, and for a link to one.</summary>
    public static bool IsSocket(FileSystemInfo entry) =>
        entry is FileInfo file && FindKind(file) == SpecialFileKind.Socket;

    /// <summary>The kind of a file. The kind of a link is the kind of its target.</summary>
    /// <exception cref="FileUnreadableException">The file cannot be read.</exception>
    public static SpecialFileKind FindKind(FileInfo file) =>
        FileErrors.Translate(file.FullName, () => FindUntranslated(file));

    /// <summary>A kind with its article, for messages: <c>a named pipe</c>.</summary>
    public static string Format(SpecialFileKind kind) =>
        kind switch
        {
            SpecialFileKind.NamedPipe => "a named pipe",
            SpecialFileKind.Device => "a device",
            SpecialFileKind.Socket => "a socket",
            _ => "a file",
        };

    /// <summary>The kind of a file, without the translation of errors.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to read the file.</exception>
    public static SpecialFileKind FindUntranslated(FileInfo file)
    {
#if NET
        // Special files have the length 0. On Windows, special files are not recognized.
        if (
            OperatingSystem.IsWindows()
            || !file.Exists
            || (file.ResolveLinkTarget(returnFinalTarget: true) ?? file)
                is not FileInfo { Exists: true, Length: 0 } target
        )
        {
            return SpecialFileKind.None;
        }

        try
        {
            // TarWriter is the only .NET API that distinguishes the kinds, and it does so before it opens a file.
            using var header = new MemoryStream();
            using (var tar = new TarWriter(header, TarEntryFormat.Gnu, leaveOpen: true))
                tar.WriteEntry(target.FullName, "x");
            header.Position = 0;
            using var reader = new TarReader(header);
            return reader.GetNextEntry()!.EntryType switch
            {
                TarEntryType.Fifo => SpecialFileKind.NamedPipe,
                TarEntryType.CharacterDevice or TarEntryType.BlockDevice => SpecialFileKind.Device,
                _ => SpecialFileKind.None,
            };
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException))
        {
            // TarWriter has no entry type for sockets.
            return SpecialFileKind.Socket;
        }
#else
        return SpecialFileKind.None;
#endif
    }
}
