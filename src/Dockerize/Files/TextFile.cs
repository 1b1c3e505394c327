namespace Dockerize.Files;

/// <summary>Text files that others read while they are written.</summary>
internal static class TextFile
{
    /// <summary>The lines of a file that nothing depends on but speed; none if it cannot be read.</summary>
    public static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Writes the file, unless it already says the same; it is whole at any time.</summary>
    /// <param name="path">Its full path; missing folders are made.</param>
    /// <param name="text">All that it says.</param>
    /// <exception cref="DockerizeException">DKZ1002: it cannot be written.</exception>
    public static void Save(string path, string text)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            if (File.Exists(path) && File.ReadAllText(path) == text)
                return;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(draft, text);
            if (File.Exists(path))
                File.Replace(draft, path, null);
            else
                File.Move(draft, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileUnwritableException(path, exception.Message, exception);
        }
        finally
        {
            // It is there only when it could not take the file's place. With its folder gone there is nothing to delete.
            if (File.Exists(draft))
                File.Delete(draft);
        }
    }
}
