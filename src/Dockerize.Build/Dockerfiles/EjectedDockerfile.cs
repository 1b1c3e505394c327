using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Files;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// An ejected Dockerfile, and its record: a file next to it with its text at the time of the eject. The user can edit
/// the Dockerfile. A publish compares only the record with the Dockerfile that it would generate.
/// </summary>
internal sealed class EjectedDockerfile
{
    /// <summary>The extension of the record: <c>Dockerfile.ejected</c>.</summary>
    public const string RecordExtension = ".ejected";

    // Labels that change with a commit, a version or an SDK. In a file of the repository, they would be outdated.
    private static readonly string[] ChangingLabels =
    [
        "net.dot.sdk.version",
        "org.opencontainers.artifact.created",
        "org.opencontainers.image.created",
        "org.opencontainers.image.revision",
        "org.opencontainers.image.version",
    ];

    private EjectedDockerfile(string text) => Text = text;

    /// <summary>The text at the time of the eject.</summary>
    public string Text { get; }

    /// <summary>Creates the text of an ejected Dockerfile.</summary>
    /// <param name="comments">The comment lines at the top.</param>
    /// <param name="source">The instructions of the first stage; empty for a Dockerfile of published files.</param>
    /// <param name="final">The generated Dockerfile of the last stage. The first comment line is replaced.</param>
    public static EjectedDockerfile Create(
        IEnumerable<string> comments,
        IReadOnlyList<Instruction> source,
        Dockerfile final
    )
    {
        var reasons = final
            .Text.Split('\n')
            .Skip(1)
            .TakeWhile(line => line.Length > 0)
            .Select(line => line.Substring(2));
        var head = Dockerfile.Create(comments.Concat(reasons), [source]).Text;
        return new EjectedDockerfile($"{head}\n{LastStage(final)}");
    }

    /// <summary>Reads the record of a Dockerfile; null if there is none, or if it has no stage.</summary>
    /// <param name="dockerfile">The full path of the Dockerfile.</param>
    /// <exception cref="DockerfileUnreadableException">The record cannot be read.</exception>
    public static EjectedDockerfile? Find(string dockerfile)
    {
        var path = dockerfile + RecordExtension;
        if (!File.Exists(path))
            return null;

        var record = Dockerfile.Load(path);
        return LastStageLine(record) > 0 ? new EjectedDockerfile(Normalize(record.Text)) : null;
    }

    /// <summary>The text with another last stage.</summary>
    /// <param name="final">The generated Dockerfile of the last stage.</param>
    public string With(Dockerfile final)
    {
        var line = LastStageLine(Dockerfile.Parse(Text));
        return string.Concat(Text.Split('\n').Take(line - 1).Select(each => each + "\n")) + LastStage(final);
    }

    /// <summary>
    /// Adapts the files of a build context to the COPY instructions for layers. The files of a layer that has no
    /// instruction become part of the last layer. A layer that has no files any more is an empty folder.
    /// </summary>
    /// <param name="files">The files, in the folders of the layers.</param>
    public IReadOnlyList<ContextFile> Adapt(IReadOnlyList<ContextFile> files)
    {
        var copies = Dockerfile.Parse(Text).Instructions.Where(instruction => instruction.Keyword == "COPY");
        var sources = new HashSet<string>(copies.SelectMany(copy => copy.Words), StringComparer.Ordinal);
        var copied = AppLayout.LayerFolders.Where(folder => sources.Contains(folder + "/")).ToList();
        var others = AppLayout.LayerFolders.Except(copied, StringComparer.Ordinal).ToList();
        var adapted = files.Select(file => file.Folder is { } folder && others.Contains(folder) ? Move(file) : file);
        var empty = copied.Except(files.Select(file => file.Folder ?? ""), StringComparer.Ordinal);
        return
        [
            .. adapted
                .Concat(empty.Select(folder => ContextFile.EmptyFolder(folder + "/", folder)))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    private static ContextFile Move(ContextFile file) =>
        file with
        {
            Folder = AppLayout.LastFolder,
            Path = AppLayout.LastFolder + file.Path.Substring(file.Folder!.Length),
        };

    /// <summary>True if a file has the text of the eject. Line ends are not compared.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="DockerfileUnreadableException">The file cannot be read.</exception>
    public bool IsUnchanged(string path) => Normalize(Dockerfile.Load(path).Text) == Text;

    /// <summary>Writes the Dockerfile and its record.</summary>
    /// <exception cref="FileUnwritableException">A file cannot be written.</exception>
    public void Save(string path)
    {
        TextFile.Save(path, Text);
        TextFile.Save(path + RecordExtension, Text);
    }

    /// <summary>
    /// The settings that an ejected Dockerfile is generated from: those of a generated Dockerfile, without labels that
    /// change with each version.
    /// </summary>
    public static ProjectSettings Settings(ProjectSettings settings) =>
        settings.Without(
            [BuildSettings.File, BuildSettings.Context],
            item => item.Type == ProjectLabels.ItemType && ChangingLabels.Contains(item.Include, StringComparer.Ordinal)
        );

    // Git can convert the line ends of a file in a working tree.
    private static string Normalize(string text) => text.Replace("\r\n", "\n");

    private static string LastStage(Dockerfile dockerfile) =>
        string.Join("\n", dockerfile.Text.Split('\n').Skip(LastStageLine(dockerfile) - 1));

    private static int LastStageLine(Dockerfile dockerfile) =>
        dockerfile.Steps.LastOrDefault(step => step.Instruction.Keyword == "FROM").Line;
}
