#if NET
using System.Formats.Tar;
#endif

namespace Dockerize.Files;

/// <summary>What is in a folder and is no file: named pipes, devices, sockets. To open a pipe would wait for its writer, for ever.</summary>
internal static class SpecialFile
{
    /// <summary>Whether it is a socket, which the docker CLI leaves out.</summary>
    public static bool IsSocket(FileSystemInfo entry) => entry is FileInfo file && KindOf(file) == "a socket";

    /// <summary>What it is, or what a link leads to; null: a file.</summary>
    /// <exception cref="DockerizeException">DKZ2005: that cannot be seen without leave to read it.</exception>
    public static string? KindOf(FileInfo file) => FileErrors.Translate(file.FullName, () => Find(file));

    private static string? Find(FileInfo file)
    {
#if NET
        // None of them has a length, and on Windows none is in a folder.
        if (OperatingSystem.IsWindows() || (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is not FileInfo { Exists: true, Length: 0 } target)
            return null;
        try
        {
            // The writer of archives is the one place where .NET tells them apart, and it does so before it opens anything.
            using var header = new MemoryStream();
            using (var tar = new TarWriter(header, TarEntryFormat.Gnu, leaveOpen: true))
                tar.WriteEntry(target.FullName, "x");
            header.Position = 0;
            using var reader = new TarReader(header);
            return reader.GetNextEntry()!.EntryType switch
            {
                TarEntryType.Fifo => "a named pipe",
                TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
                _ => null,
            };
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return "a socket";
        }
#else
        return null;
#endif
    }
}
