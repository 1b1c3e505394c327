using System.Text;

namespace Dockerize.Files;

/// <summary>Reads and writes text files that other processes may read at the same time.</summary>
internal static class TextFile
{
    /// <summary>The lines of a cache file; empty if the file was not found or cannot be read.</summary>
    public static string[] ReadLinesOrEmpty(string path)
    {
        try
        {
            return File.Exists(path) ? RegularFile.ReadLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Writes a file atomically, unless it already has this text.</summary>
    /// <param name="path">The full path of the file. Missing folders are created.</param>
    /// <param name="text">The whole text.</param>
    /// <exception cref="FileUnwritableException">The file cannot be written.</exception>
    public static void Save(string path, string text)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            if (File.Exists(path) && RegularFile.HasContent(path, Encoding.UTF8.GetBytes(text)))
                return;

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(draft, text);
            AtomicFile.Replace(draft, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileUnwritableException(path, exception.Message, exception);
        }
        finally
        {
            // The draft still exists only if the replacement failed.
            if (File.Exists(draft))
                File.Delete(draft);
        }
    }
}
