using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>Reads the build context of a user's Dockerfile.</summary>
internal sealed class ContextReader
{
    private static readonly StringComparison PathComparison =
        Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly string dockerfile;
    private readonly string[] outputs;
    private readonly string ignoreFile;
    private readonly DockerIgnore ignore;
    private readonly List<ContextFile> files = [];

    private ContextReader(string root, string dockerfile, IEnumerable<string> outputs)
    {
        this.dockerfile = dockerfile;
        this.outputs = [.. outputs.Select(RemoveLastSeparator)];
        ignoreFile = DockerIgnore.FindOwn(dockerfile) ?? Path.Combine(root, DockerIgnore.FileName);
        var text = File.Exists(ignoreFile) ? DockerIgnore.ReadText(ignoreFile) : "";
        ignore = DockerIgnore.Parse(text, ignoreFile);
    }

    /// <summary>
    /// Reads the files of a folder that the ignore file does not exclude. The ignore file is <c>NAME.dockerignore</c>
    /// next to the Dockerfile. If that file does not exist, it is <c>.dockerignore</c> in the folder. The Dockerfile
    /// and a <c>.dockerignore</c> that applies are sent even if they are excluded. The engine requires them, and
    /// removes them before COPY. Symbolic links are sent as links, and the engine resolves them inside the context.
    /// Sockets are skipped, because an archive cannot contain sockets.
    /// </summary>
    /// <param name="directory">The full path of the folder.</param>
    /// <param name="dockerfile">The full path of the Dockerfile.</param>
    /// <param name="outputs">
    /// The full paths of the files and folders that the build writes; null for none. They are skipped, so that the
    /// output of a build does not change the context of the next build.
    /// </param>
    /// <param name="cancellationToken">A token that cancels reading.</param>
    /// <exception cref="ContextNotFoundException">The folder was not found.</exception>
    /// <exception cref="IgnoreFileUnreadableException">The ignore file cannot be read.</exception>
    /// <exception cref="InvalidIgnorePatternException">A pattern of the ignore file is invalid.</exception>
    /// <exception cref="FileUnreadableException">A file or folder cannot be read.</exception>
    public static IReadOnlyList<ContextFile> Read(
        string directory,
        string dockerfile,
        IEnumerable<string>? outputs = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!Directory.Exists(directory))
            throw new ContextNotFoundException(directory);

        var reader = new ContextReader(RemoveLastSeparator(directory), dockerfile, outputs ?? []);
        reader.Visit(new FileTree(directory, cancellationToken), null);
        return reader.files;
    }

    private static string RemoveLastSeparator(string path) => path.TrimEnd('/', Path.DirectorySeparatorChar);

    private void Visit(FileTree folder, IgnoreMatch? parent)
    {
        var before = files.Count;
        foreach (var entry in folder.Entries().Where(entry => !IsSkipped(entry.FullName)))
        {
            var match = ignore.Match(entry.Path, parent);
            var link = entry.LinkTarget;
            if (entry.IsFolder && link is null)
            {
                if (IsSearched(entry, match) && entry.Enter() is { } inner)
                    Visit(inner, match);
            }
            else if (entry.FullName == dockerfile)
            {
                // If the Dockerfile is a link, its target is sent, because the builder requires a file.
                files.Add(new ContextFile(entry.FullName, entry.Path));
            }
            else if ((!match.IsExcluded || IsFolderIgnoreFile(entry)) && (link is not null || !entry.IsSocket))
            {
                files.Add(new ContextFile(entry.FullName, entry.Path) { LinkTarget = link });
            }
        }

        if (files.Count == before && parent?.IsExcluded == false && !ContainsOutput(folder.FullName))
            files.Add(ContextFile.EmptyFolder(folder.Path));
    }

    // The engine requires `.dockerignore` if it is the ignore file that applies.
    private bool IsFolderIgnoreFile(FileTreeEntry entry) =>
        entry.Path == DockerIgnore.FileName && entry.FullName == ignoreFile;

    private bool IsSkipped(string path) => Array.Exists(outputs, output => output.Equals(path, PathComparison));

    private bool IsSearched(FileTreeEntry folder, IgnoreMatch match) =>
        !match.IsExcluded
        || ignore.MayIncludeBelow(folder.Path)
        || dockerfile.StartsWith(folder.FullName + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // A folder that contains only build outputs is skipped, because it did not exist before the first build.
    private bool ContainsOutput(string folder) =>
        Array.Exists(outputs, output => output.StartsWith(folder + Path.DirectorySeparatorChar, PathComparison));
}
