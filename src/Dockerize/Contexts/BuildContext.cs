using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dockerize.Dockerfiles;
using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>What the engine gets to build from: a Dockerfile and files, as one deterministic tar archive that is never held whole.</summary>
internal sealed class BuildContext
{
    private const string UsualName = "Dockerfile";

    private readonly List<ArchiveEntry> entries;

    private BuildContext(string dockerfilePath, bool hidesDockerfile, List<ArchiveEntry> entries)
    {
        DockerfilePath = dockerfilePath;
        HidesDockerfile = hidesDockerfile;
        this.entries = entries;
        Digest = ContentDigest.Compute(entries.Select(entry => entry.Identity).Prepend(dockerfilePath));
    }

    /// <summary>Where the Dockerfile is in the context.</summary>
    public string DockerfilePath { get; }

    /// <summary>
    /// Whether <c>COPY . .</c> is not to copy the Dockerfile, or the ignore file, though the archive has them. The classic builder reads the ignore
    /// file for that; BuildKit without a session does not.
    /// </summary>
    public bool HidesDockerfile { get; }

    /// <summary>How many files it has, the Dockerfile included.</summary>
    public int FileCount => entries.Count(entry => !entry.IsFolder);

    /// <summary>The bytes of all files together.</summary>
    public long Size => entries.Sum(entry => entry.Length);

    /// <summary>
    /// <c>sha256:…</c> over all that the builder sees: the Dockerfile's path, then every entry's path, mode and content in the order of the
    /// archive. Two contexts with the same digest make the same image; times, owners and modes of the sources have no part in it.
    /// </summary>
    public string Digest { get; }

    /// <summary>Reads every file once, to know its length and content.</summary>
    /// <param name="dockerfile">The Dockerfile's text; it comes first in the archive.</param>
    /// <param name="files">The files; their order does not matter.</param>
    /// <param name="dockerfileSource">The full path of the Dockerfile; if it is one of the files it keeps its place among them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DockerizeException">DKZ2005: a file cannot be read.</exception>
    public static BuildContext Create(string dockerfile, IEnumerable<ContextFile> files, string? dockerfileSource = null, CancellationToken cancellationToken = default)
    {
        var sorted = files.OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        var inside = sorted.Find(file => file.Source == dockerfileSource);
        var path = inside?.Path ?? UsualName;
        var entries = new List<ArchiveEntry>(sorted.Count + 1);
        var buffer = new byte[FileBlocks.Size];
        var ignoreFile = sorted.Find(file => file.Path == DockerIgnore.FileName);
        var patterns = ignoreFile is null ? DockerIgnore.FileName : FileErrors.Translate(ignoreFile.Source, () => File.ReadAllText(ignoreFile.Source));
        var ignore = ignoreFile is null ? null : DockerIgnore.Parse(patterns, ignoreFile.Source);
        var isOutside = inside is null && sorted.Exists(file => file.Folder is null);
        var isExcluded = ignore?.Excludes(path) == true;
        if (isOutside)
        {
            // A Dockerfile from elsewhere must not get into what `COPY . .` copies: the engine takes out what an ignore file in the archive excludes,
            // if it is the Dockerfile or the ignore file itself. The docker CLI does it this way.
            path = sorted.Exists(file => file.Path == UsualName || file.Path.StartsWith(UsualName + "/", StringComparison.Ordinal)) ? ".dockerfile.outside" : UsualName;
            sorted.RemoveAll(file => file == ignoreFile);
            // Podman reads it once more for every COPY; what is here is meant to be, whatever the patterns say.
            var kept = sorted.Where(file => ignore?.Excludes(file.Path) == true).Select(file => $"!{file.Path}\n");
            entries.Add(ArchiveEntry.FromBytes(DockerIgnore.FileName, Encoding.UTF8.GetBytes($"{patterns}\n{string.Concat(kept)}{path}\n")));
        }
        else if (isExcluded && ignoreFile!.Source == dockerfileSource + DockerIgnore.FileName)
        {
            // The Dockerfile's own ignore file has this name for the engine only.
            sorted.RemoveAll(file => file == ignoreFile);
            entries.Add(ArchiveEntry.FromBytes(DockerIgnore.FileName, Encoding.UTF8.GetBytes($"{patterns}\n{DockerIgnore.FileName}\n")));
        }

        // A user's own is sent as it is, byte for byte.
        entries.Insert(0, inside is null ? ArchiveEntry.FromBytes(path, Encoding.UTF8.GetBytes(dockerfile)) : ArchiveEntry.FromFile(inside, buffer, cancellationToken));
        entries.AddRange(sorted.Where(file => file != inside).Select(file => ArchiveEntry.FromFile(file, buffer, cancellationToken)));
        return new BuildContext(path, isOutside || isExcluded || ignore?.Excludes(DockerIgnore.FileName) == true, entries);
    }

    /// <summary>How many files it has below a folder.</summary>
    /// <param name="folder">Its path in the context, with a slash at the end.</param>
    internal int CountFiles(string folder) => entries.Count(entry => !entry.IsFolder && entry.Path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>
    /// The archive, to be read once from front to end; it cannot seek and does not know its length, so that it goes out in chunks. Reading
    /// throws a <see cref="DockerizeException"/> (DKZ2006) when a file is not any more what it was in <see cref="Create"/>.
    /// </summary>
    public Stream OpenTar() => new TarStream(entries);

    /// <summary>Writes the whole context, for builders that are elsewhere: <c>docker build FOLDER</c> makes the same layers of it.</summary>
    /// <param name="path">A full path: one that ends in <c>.tar</c> becomes an archive, any other a folder, which is replaced if an earlier call wrote it.</param>
    /// <param name="record">The full path of a file that remembers which folder an earlier call wrote.</param>
    /// <param name="cancellationToken">Ends the writing; what was there before stays.</param>
    /// <exception cref="DockerizeException">DKZ1002: it cannot be written; DKZ1023: it is a folder with something else in it.</exception>
    public void Save(string path, string record, CancellationToken cancellationToken = default)
    {
        var draft = $"{path.TrimEnd('/', Path.DirectorySeparatorChar)}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(draft)!);
            if (path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
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

    private void SaveArchive(string draft, string path, CancellationToken cancellationToken)
    {
        FileBlocks.Write(draft, TarStream.Archive(entries), cancellationToken);
        File.Delete(path);
        File.Move(draft, path);
    }

    private void SaveFolder(string draft, string path, string record, CancellationToken cancellationToken)
    {
        var hasContent = Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
        if (hasContent && !(File.Exists(record) && File.ReadAllText(record) == path))
            throw new FolderNotEmptyException(path);

        var buffer = new byte[FileBlocks.Size];
        foreach (var entry in entries)
            entry.Save(draft, buffer, cancellationToken);
        // From the leaves up: a file that is written stamps its folder.
        foreach (var folder in entries.SelectMany(entry => entry.Folders).Distinct(StringComparer.Ordinal).OrderByDescending(folder => folder.Length))
            Directory.SetLastWriteTimeUtc(Path.Combine(draft, folder), ArchiveEntry.FolderTime);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        Directory.Move(draft, path);
        Directory.CreateDirectory(Path.GetDirectoryName(record)!);
        File.WriteAllText(record, path);
    }
}
