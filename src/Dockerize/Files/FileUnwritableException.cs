namespace Dockerize.Files;

/// <summary>A file or folder cannot be written.</summary>
/// <param name="path">The full path of the file or folder.</param>
/// <param name="reason">The error message of the operating system.</param>
/// <param name="innerException">The cause.</param>
public sealed class FileUnwritableException(string path, string reason, Exception? innerException = null)
    : DockerizeException($"Cannot write '{path}': {Clause(reason)}.", innerException)
{
    /// <summary>The full path of the file or folder.</summary>
    public string Path => path;

    /// <summary>The error message of the operating system.</summary>
    public string Reason => reason;

    /// <summary>The cause of the failure.</summary>
    public FileWriteFailure Failure { get; } = FileErrors.FindWriteFailure(innerException);
}
