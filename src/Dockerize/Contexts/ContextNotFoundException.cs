namespace Dockerize.Contexts;

/// <summary>The folder of a build context was not found.</summary>
/// <param name="directory">The full path of the folder.</param>
public sealed class ContextNotFoundException(string directory)
    : DirectoryNotFoundException($"Build context '{directory}' not found.")
{
    /// <summary>The full path of the folder.</summary>
    public string Directory => directory;
}
