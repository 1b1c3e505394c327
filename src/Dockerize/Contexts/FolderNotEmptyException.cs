namespace Dockerize.Contexts;

/// <summary>The folder that a build context is to be written to has content that no earlier call wrote.</summary>
/// <param name="path">The full path.</param>
public sealed class FolderNotEmptyException(string path)
    : DockerizeException($"The folder '{path}' is not empty, and its content was not written by an earlier build.")
{
    /// <summary>The full path.</summary>
    public string Path => path;
}
