namespace Dockerize.Contexts;

/// <summary>
/// The destination folder of a build context is not empty, and there is no record of an earlier build that wrote it.
/// </summary>
/// <param name="path">The full path of the folder.</param>
public sealed class FolderNotEmptyException(string path)
    : DockerizeException($"The folder '{path}' is not empty, and its content was not written by an earlier build.")
{
    /// <summary>The full path of the folder.</summary>
    public string Path => path;
}
