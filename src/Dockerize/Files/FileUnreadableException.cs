namespace Dockerize.Files;

/// <summary>A file or folder of a build context cannot be read.</summary>
/// <param name="path">The full path of the file or folder.</param>
/// <param name="reason">The error message of the operating system.</param>
/// <param name="innerException">The cause.</param>
public sealed class FileUnreadableException(string path, string reason, Exception? innerException = null)
    : DockerizeException($"Cannot read '{path}', which is part of the build context: {Clause(reason)}.", innerException)
{
    /// <summary>The full path of the file or folder.</summary>
    public string Path => path;

    /// <summary>The error message of the operating system.</summary>
    public string Reason => reason;
}
