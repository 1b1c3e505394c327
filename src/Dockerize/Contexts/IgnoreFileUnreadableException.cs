namespace Dockerize.Contexts;

/// <summary>A <c>.dockerignore</c> file cannot be read.</summary>
/// <param name="path">The full path of the file.</param>
/// <param name="reason">The error message of the operating system, or the limit that the file exceeds.</param>
/// <param name="innerException">The cause.</param>
public sealed class IgnoreFileUnreadableException(string path, string reason, Exception? innerException = null)
    : DockerizeException($"Cannot read the ignore file '{path}': {Clause(reason)}.", innerException)
{
    /// <summary>The full path of the file.</summary>
    public string Path => path;

    /// <summary>The error message of the operating system, or the limit that the file exceeds.</summary>
    public string Reason => reason;
}
