namespace Dockerize.Files;

/// <summary>Errors of files that belong into a context.</summary>
internal static class FileErrors
{
    /// <summary>
    /// Reads from a file. While an archive goes out, an error of a file must not be taken for an error of the connection.
    /// </summary>
    /// <exception cref="DockerizeException">DKZ2005: the file cannot be read.</exception>
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
