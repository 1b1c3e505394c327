using System.Text;

namespace Dockerize.Contexts;

/// <summary>
/// The folders of a build context that a BuildKit session offers.
/// <para>
/// For a generated Dockerfile, they also contain the Dockerfile of a transfer build, which transfers the context and
/// then fails, because it copies a file that does not exist. The engine sets the time of a folder before it writes the
/// files of the folder. The folder therefore gets the time of day, and layers would differ between builds. Docker 28
/// does this for folders that exist, and Docker 20.10 for all folders. During the next transfer, no file is written,
/// and the folders get their times.
/// </para>
/// </summary>
internal sealed class SessionFolders
{
    private const string TransferName = ".dockerize.transfer";

    /// <summary>Initializes the folders.</summary>
    /// <param name="sources">The files of the context.</param>
    /// <param name="dockerfile">The Dockerfile at its path in the archive.</param>
    /// <param name="others">The other files.</param>
    public SessionFolders(ContextSources sources, ArchiveEntry dockerfile, IReadOnlyList<ArchiveEntry> others)
    {
        List<ArchiveEntry> context = [.. others];
        List<ArchiveEntry> dockerfiles = [dockerfile.At(sources.DockerfileName)];
        if (sources.Dockerfile is not null)
            context.Add(dockerfile);
        if (sources.SessionIgnoreText is { } ignore)
            dockerfiles.Add(FromText(sources.DockerfileName + DockerIgnore.FileName, ignore));
        if (sources.IsGenerated)
        {
            dockerfiles.Add(FromText(TransferName, $"FROM scratch\nCOPY {TransferName} /\n"));
            TransferDockerfileName = TransferName;
        }

        All =
        [
            new(ContextFolder.ContextName, context) { IsComplete = sources.IsGenerated },
            new(ContextFolder.DockerfileName, dockerfiles),
        ];
    }

    /// <summary>All folders.</summary>
    public IReadOnlyList<ContextFolder> All { get; }

    /// <summary>The name of the Dockerfile of the transfer build; null if there is none.</summary>
    public string? TransferDockerfileName { get; }

    private static ArchiveEntry FromText(string path, string text) =>
        ArchiveEntry.FromBytes(path, Encoding.UTF8.GetBytes(text));
}
