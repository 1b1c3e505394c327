namespace Dockerize.Dockerfiles;

/// <summary>A Dockerfile cannot be read.</summary>
/// <param name="path">The full path.</param>
/// <param name="reason">The operating system's reason.</param>
/// <param name="innerException">The cause.</param>
public sealed class DockerfileUnreadableException(string path, string reason, Exception? innerException = null)
    : DockerizeException($"Cannot read the Dockerfile '{path}': {Clause(reason)}.", innerException)
{
    /// <summary>The full path.</summary>
    public string Path => path;

    /// <summary>The operating system's reason.</summary>
    public string Reason => reason;
}
