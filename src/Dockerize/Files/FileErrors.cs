namespace Dockerize.Files;

/// <summary>Classifies and translates errors of the file system.</summary>
internal static class FileErrors
{
    /// <summary>The reason why a file cannot be written.</summary>
    /// <param name="exception">The error of the operating system; null if it is not known.</param>
    public static FileWriteFailure FindWriteFailure(Exception? exception) =>
        exception switch
        {
            PathTooLongException => FileWriteFailure.NameTooLong,
            UnauthorizedAccessException => FileWriteFailure.AccessDenied,
            IOException => FromCode(exception.HResult),
            _ => FileWriteFailure.Unknown,
        };

    /// <summary>
    /// Reads from a file and translates its errors to <see cref="FileUnreadableException"/>. Otherwise, an error of a
    /// file could be mistaken for an error of the connection over which the file is sent.
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

    // .NET on Unix reports errno: the codes of Linux, and 69 (EDQUOT) and 63 (ENAMETOOLONG) of macOS. Windows and Mono
    // report an HRESULT with the Windows error code in its lower half.
    private static FileWriteFailure FromCode(int code) =>
        code switch
        {
            28 or unchecked((int)0x80070070) or unchecked((int)0x80070027) => FileWriteFailure.DiskFull,
            122 or 69 or unchecked((int)0x8007050F) => FileWriteFailure.QuotaExceeded,
            30 or unchecked((int)0x80070013) => FileWriteFailure.ReadOnlyFileSystem,
            36 or 63 or unchecked((int)0x800700CE) => FileWriteFailure.NameTooLong,
            _ => FileWriteFailure.Unknown,
        };
}
