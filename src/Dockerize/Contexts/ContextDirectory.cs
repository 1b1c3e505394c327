namespace Dockerize;

/// <summary>A folder that a user's own Dockerfile is built from.</summary>
public static class ContextDirectory
{
    /// <summary>
    /// The files of the folder that its ignore file does not exclude: <c>NAME.dockerignore</c> beside the Dockerfile, else <c>.dockerignore</c> in
    /// the folder. The Dockerfile and the ignore file themselves are always sent; the engine drops them from what COPY sees when a pattern excludes them.
    /// </summary>
    /// <param name="directory">The folder's full path.</param>
    /// <param name="dockerfile">The Dockerfile's full path.</param>
    /// <param name="output">The full path of what the build itself writes and must not send; null: nothing.</param>
    /// <exception cref="DockerizeException">DKZ1019: the folder is not there; DKZ1020: a pattern is none; DKZ2005: a file cannot be read.</exception>
    public static IReadOnlyList<ContextFile> Read(string directory, string dockerfile, string? output = null)
    {
        if (!Directory.Exists(directory))
            throw new DockerizeException(ProjectDiagnostics.NoContextFolder(directory));

        var root = directory.TrimEnd('/', Path.DirectorySeparatorChar);
        var usual = Path.Combine(root, DockerIgnore.FileName);
        var own = dockerfile + DockerIgnore.FileName;
        var ignoreFile = File.Exists(own) ? own : usual;
        var ignore = DockerIgnore.Parse(File.Exists(ignoreFile) ? FileErrors.Translate(ignoreFile, () => File.ReadAllText(ignoreFile)) : "", ignoreFile);
        var files = new List<ContextFile>();
        Visit(root, "");
        return files;

        void Visit(string folder, string path)
        {
            var before = files.Count;
            foreach (var entry in FileErrors.Translate(folder, () => Directory.GetFileSystemEntries(folder)).OrderBy(entry => entry, StringComparer.Ordinal))
            {
                if (entry == output?.TrimEnd('/', Path.DirectorySeparatorChar))
                    continue;
                var below = path + Path.GetFileName(entry);
                var excluded = ignore.Excludes(below);
                if (Directory.Exists(entry))
                {
                    if (!excluded || ignore.HasExceptions)
                        Visit(entry, below + "/");
                }
                else if (!excluded || entry == dockerfile || entry == usual)
                {
                    files.Add(ContextFile.FromSource(entry, below, folder: null, isAppHost: false));
                }
            }

            if (files.Count == before && path.Length > 0 && !ignore.Excludes(path.TrimEnd('/')))
                files.Add(ContextFile.EmptyFolder(path, folder: null));
        }
    }
}
