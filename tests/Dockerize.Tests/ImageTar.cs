using System.Text;

namespace Dockerize.Tests;

/// <summary>Tar archives as an engine sends them.</summary>
internal static class ImageTar
{
    /// <summary>An archive with one file. Each character is one byte, as in <see cref="FaultyEngine"/>.</summary>
    public static string Text(string content = "[]") => Latin1.GetString(Bytes(content));

    /// <summary>An archive with one file.</summary>
    public static byte[] Bytes(string content = "[]")
    {
        var entry = ArchiveEntry.FromBytes("manifest.json", Encoding.UTF8.GetBytes(content));
        return [.. TarArchive.Blocks([entry]).SelectMany(block => block.ToArray())];
    }

    /// <summary>An encoding in which each character is one byte.</summary>
    public static Encoding Latin1 => Encoding.GetEncoding(28591);
}
