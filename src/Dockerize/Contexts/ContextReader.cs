using Dockerize.Dockerfiles;
using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>A folder that a user's own Dockerfile is built from.</summary>
internal static class ContextReader
{
    /// <summary>
    /// The files of the folder that its ignore file does not exclude: <c>NAME.dockerignore</c> beside the Dockerfile, else <c>.dockerignore</c> in
    /// the folder. The Dockerfile and the ignore file themselves are sent though a pattern excludes them, for the engine to drop them from what COPY sees; it knows
    /// the ignore file as <c>.dockerignore</c>, whatever its name is here.
    /// Symbolic links stay links, wherever they point: the engine resolves them inside the context. Sockets are left out, as an archive cannot hold them.
    /// </summary>
    /// <param name="directory">The folder's full path.</param>
    /// <param name="dockerfile">The Dockerfile's full path.</param>
    /// <param name="outputs">The full paths of what the build itself writes: with it in them no two contexts were the same. Null: nothing.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DockerizeException">DKZ1019: the folder is not there; DKZ1020: a pattern is none; DKZ2005: a folder cannot be read.</exception>
    public static IReadOnlyList<ContextFile> Read(string directory, string dockerfile, IEnumerable<string>? outputs = null, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(directory))
            throw new ContextNotFoundException(directory);

        var root = directory.TrimEnd('/', Path.DirectorySeparatorChar);
        var usual = Path.Combine(root, DockerIgnore.FileName);
        var own = dockerfile + DockerIgnore.FileName;
        var ignoreFile = File.Exists(own) ? own : usual;
        var ignore = DockerIgnore.Parse(File.Exists(ignoreFile) ? FileErrors.Translate(ignoreFile, () => File.ReadAllText(ignoreFile)) : "", ignoreFile);
        var comparison = Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        string[] written = [.. (outputs ?? []).Select(output => output.TrimEnd('/', Path.DirectorySeparatorChar))];
        var files = new List<ContextFile>();
        Visit(new FileTree(directory, cancellationToken), null);
        if (ignoreFile == own && (IsDockerfileExcluded() || (File.Exists(usual) && !ignore.Excludes(DockerIgnore.FileName))))
            files.Add(new ContextFile(own, DockerIgnore.FileName));
        return files;

        bool IsDockerfileExcluded() => files.Find(file => file.Source == dockerfile) is { } inside && ignore.Excludes(inside.Path);

        void Visit(FileTree folder, IgnoreMatch? parent)
        {
            var before = files.Count;
            foreach (var entry in folder.Entries())
            {
                var (source, below) = (entry.FullName, entry.Path);
                // What the folder's ignore file says is not what counts for a Dockerfile that has its own.
                if (Array.Exists(written, output => output.Equals(source, comparison)) || (source == usual && ignoreFile == own))
                    continue;
                var match = ignore.Match(below, parent);
                var link = entry.LinkTarget;
                if (entry.IsFolder && link is null)
                {
                    var isSearched = !match.IsExcluded || ignore.MayTakeBackBelow(below) || dockerfile.StartsWith(source + Path.DirectorySeparatorChar, StringComparison.Ordinal);
                    if (isSearched && entry.Enter() is { } inner)
                        Visit(inner, match);
                }
                else if (source == dockerfile)
                {
                    // Whatever a link of this name points to, the builder has to find a Dockerfile.
                    files.Add(new ContextFile(source, below));
                }
                else if ((!match.IsExcluded || source == usual) && (link is not null || !entry.IsSocket))
                {
                    files.Add(new ContextFile(source, below) { LinkTarget = link });
                }
            }

            // One that is there for what is written into it was not there the first time.
            if (files.Count == before && parent?.IsExcluded == false && !Array.Exists(written, output => output.StartsWith(folder.FullName + Path.DirectorySeparatorChar, comparison)))
                files.Add(ContextFile.EmptyFolder(folder.Path));
        }
    }
}
