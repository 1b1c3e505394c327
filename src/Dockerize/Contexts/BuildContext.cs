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
    /// The folders for a BuildKit session. They contain the Dockerfile and the ignore file under their own names.
    /// BuildKit applies the patterns of the ignore file.
    /// </summary>
    public IReadOnlyList<ContextFolder> Folders { get; private init; } = [];

    /// <summary>The name of the Dockerfile in its folder of a BuildKit session.</summary>
    public string DockerfileName { get; private init; } = "";

    /// <summary>
    /// The name of the Dockerfile of a transfer build (<see cref="SessionFolders"/>); null if none is required. A
    /// transfer build runs before the build in the same session.
    /// </summary>
    public string? TransferDockerfileName { get; private init; }

    /// <summary>
    /// True if <c>COPY . .</c> must not copy the Dockerfile or the ignore file, although the archive contains them. The
    /// classic builder reads the ignore file in the archive to exclude them. BuildKit without a session does not.
    /// </summary>
    public bool HidesDockerfile { get; }

    /// <summary>True if the Dockerfile is one of the files that the Dockerfile can copy.</summary>
    public bool CopiesDockerfile { get; private init; }

    /// <summary>The number of files, including the Dockerfile.</summary>
    public int FileCount => entries.Count(entry => !entry.IsFolder);

    /// <summary>The total size of all files in bytes.</summary>
    public long Size => entries.Sum(entry => entry.Length);

    /// <summary>
    /// The digest of the content that the builder sees: the path of the Dockerfile, and the path, mode and content of
    /// each entry. Times, owners and modes of the source files are not part of it.
    /// </summary>
    public string Digest { get; }

    /// <summary>
    /// The paths of the entries, and for each a text that changes with its mode and content, and the length of its
    /// content. <see cref="Digest"/> depends on paths and texts alone.
    /// </summary>
    public IEnumerable<(string Path, string Identity, long Length)> Identities =>
        entries.Select(entry => (entry.Path, entry.Identity, entry.Length));

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
        var sources = new ContextSources(files, dockerfileSource);
        hashes.Read(sources.Files.Where(file => !file.IsFolder && file.LinkTarget is null).Select(file => file.Source));
        // A user's own Dockerfile is sent unchanged.
        var inside = sources.Dockerfile;
        var dockerfileEntry = inside is null
            ? ArchiveEntry.FromBytes(sources.DockerfilePath, Encoding.UTF8.GetBytes(dockerfile))
            : ArchiveEntry.FromFile(inside, hashes);
        var others = sources.Files.Where(file => file != inside).Select(file => ArchiveEntry.FromFile(file, hashes));
        List<ArchiveEntry> entries = [dockerfileEntry, .. others];
        var folders = new SessionFolders(sources, dockerfileEntry, entries.GetRange(1, entries.Count - 1));
        if (sources.ArchiveIgnoreText is { } replaced)
            entries = ReplaceIgnoreFile(entries, CreateIgnore(replaced));
        var engineIgnore = sources.ClassicIgnoreText is { } text ? CreateIgnore(text) : null;
        return new BuildContext(sources.DockerfilePath, sources.HidesDockerfile, entries, engineIgnore)
        {
            CopiesDockerfile = sources.Dockerfile is not null,
            DockerfileName = sources.DockerfileName,
            TransferDockerfileName = folders.TransferDockerfileName,
            Folders = folders.All,
        };
    }

    /// <summary>
    /// The context with another text of the Dockerfile. If <see cref="CopiesDockerfile"/> is true, only the Dockerfile
    /// in <see cref="Folders"/> is replaced, and the archive is not changed.
    /// </summary>
    public BuildContext WithDockerfile(string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        List<ArchiveEntry> replaced = CopiesDockerfile
            ? entries
            : [ArchiveEntry.FromBytes(DockerfilePath, content), .. entries.Skip(1)];
        var dockerfile = ArchiveEntry.FromBytes(DockerfileName, content);
        return new BuildContext(DockerfilePath, HidesDockerfile, replaced, engineIgnore)
        {
            CopiesDockerfile = CopiesDockerfile,
            DockerfileName = DockerfileName,
            TransferDockerfileName = TransferDockerfileName,
            Folders =
            [
                .. Folders.Select(folder =>
                    folder.Name == ContextFolder.DockerfileName
                        ? folder with
                        {
                            Entries = [dockerfile, .. folder.Entries.Skip(1)],
                        }
                        : folder
                ),
            ],
        };
    }

    /// <summary>True if <see cref="Save"/> writes an archive to a path, and not a folder.</summary>
    public static bool IsArchive(string path) => path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The context for the classic builder and Podman, which read <c>.dockerignore</c> in the archive. In this context,
    /// that file has the patterns of the Dockerfile's own ignore file. BuildKit does not read it. The context for
    /// BuildKit contains the unchanged <c>.dockerignore</c> of the folder.
    /// </summary>
    public BuildContext ForClassicBuilder() =>
        engineIgnore is null
            ? this
            : new BuildContext(DockerfilePath, HidesDockerfile, ReplaceIgnoreFile(entries, engineIgnore));

    // The ignore file follows the Dockerfile.
    private static List<ArchiveEntry> ReplaceIgnoreFile(List<ArchiveEntry> entries, ArchiveEntry ignore)
    {
        var others = entries.Where(entry => entry.Path != DockerIgnore.FileName).ToList();
        others.Insert(1, ignore);
        return others;
    }

    private static ArchiveEntry CreateIgnore(string text) =>
        ArchiveEntry.FromBytes(DockerIgnore.FileName, Encoding.UTF8.GetBytes(text));

    /// <summary>The number of files in a folder and its subfolders.</summary>
    /// <param name="folder">The path of the folder in the context, with a slash at the end.</param>
    internal int CountFiles(string folder) =>
        entries.Count(entry => !entry.IsFolder && entry.Path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Writes the tar archive of the context.</summary>
    /// <param name="destination">The stream that receives the archive.</param>
    /// <param name="written">The callback after each block, with the length of the block in bytes.</param>
    /// <param name="cancellationToken">A token that cancels writing.</param>
    /// <param name="sent">
    /// The callback after each block of the content of files, with the length of the block. The sum of the lengths is
    /// <see cref="Size"/>. Null for none.
    /// </param>
    /// <exception cref="FileChangedException">A file changed after the context was created.</exception>
    /// <exception cref="FileUnreadableException">A file cannot be read.</exception>
    public Task WriteTarAsync(
        Stream destination,
        Action<int> written,
        CancellationToken cancellationToken,
        Action<int>? sent = null
    ) => TarArchive.WriteAsync(entries, destination, written, cancellationToken, sent);

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
            : ReplaceIgnoreFile(entries, engineIgnore);

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
