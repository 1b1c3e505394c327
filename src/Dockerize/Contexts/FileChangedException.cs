namespace Dockerize.Contexts;

/// <summary>A file of a build context changed while the context was sent to the engine. No image was created.</summary>
/// <param name="path">The full path of the file.</param>
public sealed class FileChangedException(string path)
    : DockerizeException($"'{path}' changed while it was sent to the engine. No image was built.")
{
    /// <summary>The full path of the file.</summary>
    public string Path => path;
}
