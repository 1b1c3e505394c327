namespace Dockerize.Contexts;

/// <summary>A folder that a BuildKit session offers to the engine.</summary>
/// <param name="Name">The name: <c>context</c> or <c>dockerfile</c>.</param>
/// <param name="Entries">The files, links and empty folders, in any order.</param>
internal sealed record ContextFolder(string Name, IReadOnlyList<ArchiveEntry> Entries)
{
    /// <summary>The name of the folder with the files that a Dockerfile can copy.</summary>
    public const string ContextName = "context";

    /// <summary>The name of the folder with the Dockerfile.</summary>
    public const string DockerfileName = "dockerfile";

    /// <summary>
    /// True if each transfer contains all files, even if the engine requests only some of them. The engine deletes the
    /// files that are not in a transfer.
    /// </summary>
    public bool IsComplete { get; init; }
}
