namespace Dockerize.Files;

/// <summary>Errors of files of a build context.</summary>
internal static class FileErrors
{
    /// <summary>
    /// Reads from a file and translates its errors. Without that, an error of a file could be mistaken for an error of
    /// the connection over which the file is sent.
    /// </summary>
    /// <exception cref="FileUnreadableException">The file cannot be read.</exception>
    public static T Translate<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileUnreadableException(source, exception.Message, exception);
        }
    }
}
