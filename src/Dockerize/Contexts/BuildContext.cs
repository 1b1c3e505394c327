using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dockerize.Dockerfiles;
using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>
/// A build context: a Dockerfile and files. It is sent as a deterministic tar archive, which is streamed and never held
/// in memory.
/// </summary>
internal sealed class BuildContext
{
    private const string DefaultName = "Dockerfile";

    private readonly List<ArchiveEntry> entries;

    // The Dockerfile's own ignore file, under the name that the classic builder reads; null if it is not needed.
    private readonly ArchiveEntry? engineIgnore;

    private BuildContext(
        string dockerfilePath,
        bool hidesDockerfile,
        List<ArchiveEntry> entries,
        ArchiveEntry? engineIgnore = null
    )
    {
        DockerfilePath = dockerfilePath;
        HidesDockerfile = hidesDockerfile;
        this.entries = entries;
        this.engineIgnore = engineIgnore;
        var all = engineIgnore is null ? entries : entries.Append(engineIgnore);
        Digest = ContentDigest.Compute(all.Select(entry => entry.Identity).Prepend(dockerfilePath));
    }

    /// <summary>The path of the Dockerfile in the context.</summary>
    public string DockerfilePath { get; }

    /// <summary>
    /// True if <c>COPY . .</c> must not copy the Dockerfile or the ignore file, although the archive contains them. The
    /// classic builder reads the ignore file in the archive to exclude them. BuildKit without a session does not.
    /// </summary>
    public bool HidesDockerfile { get; }

    /// <summary>The number of files, including the Dockerfile.</summary>
    public int FileCount => entries.Count(entry => !entry.IsFolder);

    /// <summary>The total size of all files in bytes.</summary>
    public long Size => entries.Sum(entry => entry.Length);

    /// <summary>
    /// The digest of the content that the builder sees: the path of the Dockerfile, and the path, mode and content of
    /// each entry. Times, owners and modes of the source files are not part of it.
    /// </summary>
    public string Digest { get; }

    /// <summary>Creates a context. Every file is read once, for its length and content.</summary>
    /// <param name="dockerfile">The text of the Dockerfile, which is the first entry of the archive.</param>
    /// <param name="files">The files, in any order.</param>
    /// <param name="dockerfileSource">
    /// The full path of the Dockerfile. If it is one of the files, it keeps its path in the archive. Null for a
    /// generated Dockerfile.
    /// </param>
    /// <param name="cancellationToken">A token that cancels reading.</param>
    /// <exception cref="FileUnreadableException">A file cannot be read.</exception>
    public static BuildContext Create(
        string dockerfile,
        IEnumerable<ContextFile> files,
        string? dockerfileSource = null,
        CancellationToken cancellationToken = default
    ) => Create(dockerfile, files, dockerfileSource, new ContentHashes(cancellationToken));

    /// <summary>Creates a context that can have files in common with other contexts.</summary>
    /// <param name="dockerfile">The text of the Dockerfile, which is the first entry of the archive.</param>
    /// <param name="files">The files, in any order.</param>
    /// <param name="dockerfileSource">The full path of the Dockerfile; null for a generated Dockerfile.</param>
    /// <param name="hashes">The hashes of the files that were already read for other contexts.</param>
    /// <exception cref="FileUnreadableException">A file cannot be read.</exception>
    public static BuildContext Create(
        string dockerfile,
        IEnumerable<ContextFile> files,
        string? dockerfileSource,
        ContentHashes hashes
    )
    {
        var sorted = files.OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        var inside = sorted.Find(file => file.Source == dockerfileSource);
        var path = inside?.Path ?? DefaultName;
        // A generated context, whose files have a Folder, has no ignore file of its own.
        var own =
            dockerfileSource is not null && sorted.TrueForAll(file => file.Folder is null)
                ? DockerIgnore.FindOwn(dockerfileSource)
                : null;
        var ignoreFile = sorted.Find(file => file.Path == DockerIgnore.FileName);
        var ignoreSource = own ?? ignoreFile?.Source;
        var patterns = ignoreSource is null ? DockerIgnore.FileName : DockerIgnore.ReadText(ignoreSource);
        var ignore = ignoreSource is null ? null : DockerIgnore.Parse(patterns, ignoreSource);
        var isOutside = inside is null && sorted.Exists(file => file.Folder is null);
        var isExcluded = ignore?.Excludes(path) == true;
        string? replacedIgnore = null;
        ArchiveEntry? engineIgnore = null;
        if (isOutside)
        {
            // `COPY . .` must not copy a Dockerfile from outside the context. The ignore file in the archive therefore
            // excludes the Dockerfile, and itself unless it comes from the folder. The engine then removes the excluded
            // ones. The docker CLI uses the same method.
            path = sorted.Exists(IsAtDefaultName) ? ".dockerfile.outside" : DefaultName;
            // Podman applies the patterns again for every COPY. Each file that is in the archive although the patterns
            // exclude it therefore gets an exception.
            var kept = sorted
                .Where(file => file != ignoreFile && ignore?.Excludes(file.Path) == true)
                .Select(file => $"!{file.Path}\n");
            var hidden = own is null ? "" : DockerIgnore.FileName + "\n";
            replacedIgnore = $"{patterns}\n{string.Concat(kept)}{path}\n{hidden}";
            sorted.RemoveAll(file => file == ignoreFile);
        }
        else if (own is not null && (isExcluded || ignoreFile is not null))
        {
            var hidden = isExcluded ? $"\n{DockerIgnore.FileName}\n" : "";
            engineIgnore = CreateIgnore(patterns + hidden);
        }

        var dockerfileEntry = ArchiveEntry.FromBytes(path, Encoding.UTF8.GetBytes(dockerfile));
        var entries = CreateEntries(inside, dockerfileEntry, replacedIgnore, sorted, hashes);
        var hidesIgnoreFile = own is null && ignore?.Excludes(DockerIgnore.FileName) == true;
        return new BuildContext(path, isOutside || isExcluded || hidesIgnoreFile, entries, engineIgnore);
    }

    /// <summary>True if <see cref="Save"/> writes an archive to a path, and not a folder.</summary>
    public static bool IsArchive(string path) => path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The context for the classic builder and Podman, which read <c>.dockerignore</c> in the archive. In this context,
    /// that file has the patterns of the Dockerfile's own ignore file. BuildKit does not read it. The context for
    /// BuildKit contains the unchanged <c>.dockerignore</c> of the folder.
    /// </summary>
    public BuildContext ForClassicBuilder() =>
        engineIgnore is null ? this : new BuildContext(DockerfilePath, HidesDockerfile, ClassicEntries(engineIgnore));

    private List<ArchiveEntry> ClassicEntries(ArchiveEntry ignore)
    {
        var others = entries.Where(entry => entry.Path != DockerIgnore.FileName).ToList();
        others.Insert(1, ignore);
        return others;
    }

    private static ArchiveEntry CreateIgnore(string text) =>
        ArchiveEntry.FromBytes(DockerIgnore.FileName, Encoding.UTF8.GetBytes(text));

    private static bool IsAtDefaultName(ContextFile file) =>
        file.Path == DefaultName || file.Path.StartsWith(DefaultName + "/", StringComparison.Ordinal);

    private static List<ArchiveEntry> CreateEntries(
        ContextFile? inside,
        ArchiveEntry dockerfile,
        string? ignoreText,
        List<ContextFile> files,
        ContentHashes hashes
    )
    {
        var entries = new List<ArchiveEntry>(files.Count + 2)
        {
            // A user's own Dockerfile is sent unchanged.
            inside is null
                ? dockerfile
                : ArchiveEntry.FromFile(inside, hashes),
        };
        if (ignoreText is not null)
            entries.Add(CreateIgnore(ignoreText));
        entries.AddRange(files.Where(file => file != inside).Select(file => ArchiveEntry.FromFile(file, hashes)));
        return entries;
    }

    /// <summary>The number of files in a folder and its subfolders.</summary>
    /// <param name="folder">The path of the folder in the context, with a slash at the end.</param>
    internal int CountFiles(string folder) =>
        entries.Count(entry => !entry.IsFolder && entry.Path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Writes the tar archive of the context.</summary>
    /// <param name="destination">The stream that receives the archive.</param>
    /// <param name="written">The callback after each block, with the length of the block in bytes.</param>
    /// <param name="cancellationToken">A token that cancels writing.</param>
    /// <exception cref="FileChangedException">A file changed after the context was created.</exception>
    /// <exception cref="FileUnreadableException">A file cannot be read.</exception>
    public Task WriteTarAsync(Stream destination, Action<int> written, CancellationToken cancellationToken) =>
        TarArchive.WriteAsync(entries, destination, written, cancellationToken);

    /// <summary>Writes the context to disk. <c>docker build FOLDER</c> creates the same layers from it.</summary>
    /// <param name="path">
    /// The full path of an archive if it ends with <c>.tar</c>; otherwise the full path of a folder. The folder is
    /// replaced if an earlier call wrote it.
    /// </param>
    /// <param name="record">
    /// The full path of a file that stores the path of the folder that an earlier call wrote.
    /// </param>
    /// <param name="cancellationToken">A token that cancels writing. The previous content is kept.</param>
    /// <exception cref="FileUnwritableException">The context cannot be written.</exception>
    /// <exception cref="FolderNotEmptyException">The folder has content that no earlier call wrote.</exception>
    public void Save(string path, string record, CancellationToken cancellationToken = default)
    {
        var draft = $"{path.TrimEnd('/', Path.DirectorySeparatorChar)}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(draft)!);
            if (IsArchive(path))
                SaveArchive(draft, path, cancellationToken);
            else
                SaveFolder(draft, path, record, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileUnwritableException(path, exception.Message, exception);
        }
        finally
        {
            if (File.Exists(draft))
                File.Delete(draft);
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
        }
    }

    // `docker build FOLDER` reads the Dockerfile's own ignore file. If the context does not contain that file, its
    // patterns are saved as `.dockerignore`.
    private List<ArchiveEntry> SavedEntries =>
        engineIgnore is null || entries.Exists(entry => entry.Path == DockerfilePath + DockerIgnore.FileName)
            ? entries
            : ClassicEntries(engineIgnore);

    private void SaveArchive(string draft, string path, CancellationToken cancellationToken)
    {
        FileBlocks.Write(draft, TarArchive.Blocks(SavedEntries), cancellationToken);
        AtomicFile.Replace(draft, path);
    }

    private void SaveFolder(string draft, string path, string record, CancellationToken cancellationToken)
    {
        var hasContent = Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
        if (hasContent && !(File.Exists(record) && RegularFile.ReadText(record) == path))
            throw new FolderNotEmptyException(path);

        var buffer = new byte[FileBlocks.Size];
        var saved = SavedEntries;
        foreach (var entry in saved)
            entry.Save(draft, buffer, cancellationToken);
        // Inner folders first, because writing to a folder changes its modification time.
        var folders = saved.SelectMany(entry => entry.Folders).Distinct(StringComparer.Ordinal);
        foreach (var folder in folders.OrderByDescending(folder => folder.Length))
            Directory.SetLastWriteTimeUtc(Path.Combine(draft, folder), ArchiveEntry.FolderTime);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        Directory.Move(draft, path);
        Directory.CreateDirectory(Path.GetDirectoryName(record)!);
        File.WriteAllText(record, path);
    }
}
