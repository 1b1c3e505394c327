namespace Dockerize.Dockerfiles;

/// <summary>A Dockerfile cannot be read.</summary>
/// <param name="path">The full path of the Dockerfile.</param>
/// <param name="reason">The error message of the operating system, or the limit that the file exceeds.</param>
/// <param name="innerException">The cause.</param>
public sealed class DockerfileUnreadableException(string path, string reason, Exception? innerException = null)
    : DockerizeException($"Cannot read the Dockerfile '{path}': {Clause(reason)}.", innerException)
{
    /// <summary>The full path of the Dockerfile.</summary>
    public string Path => path;

    /// <summary>The error message of the operating system, or the limit that the file exceeds.</summary>
    public string Reason => reason;
}
