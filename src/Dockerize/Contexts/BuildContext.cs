using System.Text;

namespace Dockerize;

/// <summary>What the engine gets to build from: a Dockerfile and files, as one deterministic tar archive that is never held whole.</summary>
public sealed class BuildContext
{
    /// <summary>The Dockerfile's path in the archive.</summary>
    public const string DockerfileName = "Dockerfile";

    private readonly List<ContextEntry> entries;

    private BuildContext(List<ContextEntry> entries) => this.entries = entries;

    /// <summary>How many files it has, the Dockerfile included.</summary>
    public int FileCount => entries.Count;

    /// <summary>The bytes of all files together.</summary>
    public long Size => entries.Sum(entry => entry.Length);

    /// <summary>Reads every file once, to know its length and content.</summary>
    /// <param name="dockerfile">The Dockerfile's text; it comes first in the archive.</param>
    /// <param name="files">The files; their order does not matter.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DockerizeException">DKZ2005: a file cannot be read.</exception>
    public static BuildContext Create(string dockerfile, IEnumerable<ContextFile> files, CancellationToken cancellationToken = default)
    {
        var entries = new List<ContextEntry> { ContextEntry.FromBytes(DockerfileName, Encoding.UTF8.GetBytes(dockerfile)) };
        entries.AddRange(files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => ContextEntry.FromFile(file, cancellationToken)));
        return new BuildContext(entries);
    }

    /// <summary>
    /// The archive, to be read once from front to end; it cannot seek and does not know its length, so that it goes out in chunks. Reading
    /// throws a <see cref="DockerizeException"/> (DKZ2006) when a file is not any more what it was in <see cref="Create"/>.
    /// </summary>
    public Stream OpenTar() => new TarStream(entries);
}
