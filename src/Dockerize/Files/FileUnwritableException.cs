namespace Dockerize.Files;

/// <summary>A file or folder cannot be written.</summary>
/// <param name="path">The full path.</param>
/// <param name="reason">The operating system's reason.</param>
/// <param name="innerException">The cause.</param>
public sealed class FileUnwritableException(string path, string reason, Exception? innerException = null)
    : DockerizeException($"Cannot write '{path}': {Clause(reason)}.", innerException)
{
    /// <summary>The full path.</summary>
    public string Path => path;

    /// <summary>The operating system's reason.</summary>
    public string Reason => reason;

    /// <summary>The kind of the reason.</summary>
    public FileWriteFailure Failure { get; } = FileErrors.FindWriteFailure(innerException);
}
