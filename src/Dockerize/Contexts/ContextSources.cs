namespace Dockerize.Contexts;

/// <summary>The files of a build context, its Dockerfile, and the ignore file that applies to it.</summary>
internal sealed class ContextSources
{
    private const string DefaultName = "Dockerfile";

    private readonly ContextFile? folderIgnoreFile;
    private readonly string? ownIgnoreFile;
    private readonly string patterns;
    private readonly DockerIgnore? ignore;

    /// <summary>Initializes the sources.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <param name="dockerfile">The full path of the Dockerfile; null for a generated Dockerfile.</param>
    /// <exception cref="IgnoreFileUnreadableException">The ignore file cannot be read.</exception>
    /// <exception cref="InvalidIgnorePatternException">A pattern of the ignore file is invalid.</exception>
    public ContextSources(IEnumerable<ContextFile> files, string? dockerfile)
    {
        var sorted = files.OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        Files = sorted;
        Dockerfile = sorted.Find(file => file.Source == dockerfile);
        // A generated context, whose files have a Folder, has no ignore file of its own.
        ownIgnoreFile =
            dockerfile is not null && sorted.TrueForAll(file => file.Folder is null)
                ? DockerIgnore.FindOwn(dockerfile)
                : null;
        folderIgnoreFile = sorted.Find(file => file.Path == DockerIgnore.FileName);
        var source = ownIgnoreFile ?? folderIgnoreFile?.Source;
        patterns = source is null ? DockerIgnore.FileName : DockerIgnore.ReadText(source);
        ignore = source is null ? null : DockerIgnore.Parse(patterns, source);
        IsOutside = Dockerfile is null && sorted.Exists(file => file.Folder is null);
        DockerfilePath =
            Dockerfile is not null ? Dockerfile.Path
            : IsOutside && sorted.Exists(IsAtDefaultName) ? ".dockerfile.outside"
            : DefaultName;
        DockerfileName = Path.GetFileName(Dockerfile?.Path ?? dockerfile ?? DefaultName);
        IsExcluded = ignore?.Excludes(Dockerfile?.Path ?? DefaultName) == true;
    }

    /// <summary>The files, in the order of their paths.</summary>
    public IReadOnlyList<ContextFile> Files { get; }

    /// <summary>The Dockerfile; null if it is not one of the files.</summary>
    public ContextFile? Dockerfile { get; }

    /// <summary>The path of the Dockerfile in the archive.</summary>
    public string DockerfilePath { get; }

    /// <summary>The name of the Dockerfile in its folder of a BuildKit session.</summary>
    public string DockerfileName { get; }

    /// <summary>True if <c>COPY . .</c> must not copy the Dockerfile or the ignore file.</summary>
    public bool HidesDockerfile =>
        IsOutside || IsExcluded || (ownIgnoreFile is null && ignore?.Excludes(DockerIgnore.FileName) == true);

    /// <summary>
    /// The text of <c>.dockerignore</c> in the archive if the Dockerfile is outside the context; otherwise null.
    /// <c>COPY . .</c> must not copy that Dockerfile. The file therefore excludes the Dockerfile, and itself unless it
    /// comes from the folder. The engine then removes the excluded ones. The docker CLI uses the same method.
    /// </summary>
    public string? ArchiveIgnoreText
    {
        get
        {
            var hidden = ownIgnoreFile is null ? "" : DockerIgnore.FileName + "\n";
            return IsOutside ? $"{patterns}\n{Exceptions}{DockerfilePath}\n{hidden}" : null;
        }
    }

    /// <summary>
    /// The text of <c>.dockerignore</c> in the archive for the classic builder, which does not read the ignore file of
    /// the Dockerfile; null if the archive is the same for both builders.
    /// </summary>
    public string? ClassicIgnoreText
    {
        get
        {
            if (IsOutside || ownIgnoreFile is null || !(IsExcluded || folderIgnoreFile is not null))
                return null;

            return patterns + (IsExcluded ? $"\n{DockerIgnore.FileName}\n" : "");
        }
    }

    /// <summary>
    /// The text of the Dockerfile's own ignore file in a BuildKit session; null if it has none. The text is never
    /// empty, because BuildKit can replace an empty file by the ignore file of the context.
    /// </summary>
    public string? SessionIgnoreText
    {
        get
        {
            var exceptions = Exceptions;
            return ownIgnoreFile is null && exceptions.Length == 0 ? null : $"{patterns}\n{exceptions}";
        }
    }

    /// <summary>True if the files were selected for the Dockerfile, which copies all of them.</summary>
    public bool IsGenerated => Dockerfile is null && !IsOutside;

    private bool IsOutside { get; }

    private bool IsExcluded { get; }

    // A composed context can contain files that the patterns exclude. Podman and BuildKit apply the patterns again, and
    // the exceptions keep these files.
    private string Exceptions =>
        IsOutside
            ? string.Concat(
                Files
                    .Where(file => file != folderIgnoreFile && ignore?.Excludes(file.Path) == true)
                    .Select(file => $"!{file.Path}\n")
            )
            : "";

    private static bool IsAtDefaultName(ContextFile file) =>
        file.Path == DefaultName || file.Path.StartsWith(DefaultName + "/", StringComparison.Ordinal);
}
