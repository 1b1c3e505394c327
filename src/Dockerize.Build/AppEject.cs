using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Files;

namespace Dockerize.Build;

/// <summary>
/// Writes the Dockerfile of a project next to the project file, and sets <c>DockerBuildFile</c>. The Dockerfile then
/// belongs to the user.
/// </summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="reporter">The receiver of progress and warnings.</param>
/// <param name="connect">A function that connects to the engine.</param>
internal sealed class AppEject(
    ProjectSettings settings,
    Reporter reporter,
    Func<CancellationToken, Task<DockerEngine>> connect
)
{
    private const string FileName = "Dockerfile";

    // Build output, and files that do not affect the app.
    private static readonly string[] IgnoredPatterns =
    [
        "**/.git",
        "**/.idea",
        "**/.vs",
        "**/.vscode",
        "**/bin",
        "**/node_modules",
        "**/obj",
        "**/*.user",
        "**/.env",
        "**/.dockerignore",
        "**/Dockerfile*",
    ];

    private readonly ProjectInfo project = new(settings.Properties);

    private string DockerfilePath => Path.Combine(project.Directory, FileName);

    /// <summary>Writes the Dockerfile.</summary>
    /// <param name="published">The files that the publish produced.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The full path of the Dockerfile.</returns>
    /// <exception cref="DiagnosticException">
    /// DKZ1054: the project has no image, or a file exists that would be overwritten.
    /// </exception>
    public async Task<string> RunAsync(PublishedItems published, CancellationToken cancellationToken)
    {
        Require();
        var ejected = EjectedDockerfile.Settings(settings);
        var kind = settings.Get(BuildSettings.Eject);
        var app = PublishedApp.Read(project, published, settings.Frameworks, out _, cancellationToken);
        var additions = ImageAdditions.Read(ejected, project, cancellationToken);
        var planner = new PlatformPlanner(ejected, project, reporter)
        {
            Platform = ejected.Get(BaseImageSettings.Platform) ?? TargetPlatforms.FindOne(ejected, project),
        };
        using var engine = new LazyEngine(settings.Get(PublishSettings.Build) ? connect : null);
        var (layout, final) = await planner
            .PlanEjectedAsync(kind, app, additions, engine.ConnectAsync, cancellationToken)
            .ConfigureAwait(false);
        if (kind == EjectKind.Published)
        {
            EjectedDockerfile.Create(Comments("over the published files"), [], final).Save(DockerfilePath);
            Finish([new(BuildSettings.Context.Name, BuildSettings.PublishedContext)]);
            return DockerfilePath;
        }

        var copies = additions.Copies.Select(copy => copy.Source);
        var tree =
            SourceTree.Find(project, settings, copies, cancellationToken)
            ?? throw new DiagnosticException(EjectDiagnostics.NoContext(project.File));
        var source = SourceStage.Create(tree, project, ejected, layout);
        WriteIgnoreFile(tree);
        EjectedDockerfile.Create(Comments("from source"), source, final).Save(DockerfilePath);
        Finish(ContextOf(tree));
        return DockerfilePath;
    }

    private static string Relative(string folder) =>
        folder.Length == 0 ? "" : string.Join("/", folder.Split('/').Select(_ => ".."));

    // The context of a Dockerfile is its folder, unless the project sets another one.
    private static IReadOnlyList<KeyValuePair<string, string>> ContextOf(SourceTree tree) =>
        Relative(FolderOf(tree)) is { Length: > 0 } relative ? [new(BuildSettings.Context.Name, relative)] : [];

    private static string FolderOf(SourceTree tree)
    {
        var slash = tree.Project.LastIndexOf('/');
        return slash < 0 ? "" : tree.Project.Substring(0, slash);
    }

    // The first line identifies the file and its content, so that another eject can replace an unchanged file.
    private static string Mark(string patterns) =>
        $"# Written by EjectDockerfile of Dockerize.Build. {ContentDigest.Compute([patterns]).Substring(0, 19)}";

    private void Require()
    {
        if (!settings.Get(PublishSettings.Dockerize))
            throw new DiagnosticException(EjectDiagnostics.NoImage(project.AssemblyName));
        if (!File.Exists(project.File))
            throw new DiagnosticException(EjectDiagnostics.NoProjectFile(project.File));
        if (settings.Get(BuildSettings.File) is { } own && project.Resolve(own) != DockerfilePath)
            throw new DiagnosticException(EjectDiagnostics.OwnDockerfile(settings.Origins.Dockerfile!, own));
        if (!File.Exists(DockerfilePath))
            return;

        if (EjectedDockerfile.Find(DockerfilePath) is not { } record)
            throw new DiagnosticException(EjectDiagnostics.Exists(DockerfilePath));
        if (!record.IsUnchanged(DockerfilePath))
        {
            var path = DockerfilePath + EjectedDockerfile.RecordExtension;
            throw new DiagnosticException(EjectDiagnostics.Edited(DockerfilePath, path));
        }
    }

    private string[] Comments(string source) =>
        [
            $"Ejected by Dockerize.Build: the image of {project.AssemblyName} {source}. Edit this file as you like.",
            $"{FileName}{EjectedDockerfile.RecordExtension} is a copy of this text. Publishes warn if the project would"
                + " now generate another one.",
        ];

    // A Dockerfile in a folder below the build context has its own ignore file.
    private void WriteIgnoreFile(SourceTree tree)
    {
        var isRoot = FolderOf(tree).Length == 0;
        var path = isRoot
            ? Path.Combine(project.Directory, DockerIgnore.FileName)
            : DockerfilePath + DockerIgnore.FileName;
        if (File.Exists(path))
        {
            var lines = DockerIgnore.ReadText(path).Replace("\r\n", "\n").Split(['\n'], 2);
            if (lines.Length < 2 || lines[0] != Mark(lines[1]))
                throw new DiagnosticException(EjectDiagnostics.Exists(path));
        }

        var patterns = string.Concat(IgnoredPatterns.Concat(OutputPatterns(tree)).Select(pattern => pattern + "\n"));
        TextFile.Save(path, $"{Mark(patterns)}\n{patterns}");
    }

    // With UseArtifactsOutput, the build output is in one folder.
    private IEnumerable<string> OutputPatterns(SourceTree tree)
    {
        if (!settings.Properties.IsTrue("UseArtifactsOutput") || settings.Properties["ArtifactsPath"] is not { } path)
            yield break;

        var root = tree.Root + Path.DirectorySeparatorChar;
        var full = project.Resolve(path).TrimEnd(Path.DirectorySeparatorChar);
        if (full.StartsWith(root, StringComparison.Ordinal))
            yield return full.Substring(root.Length).Replace(Path.DirectorySeparatorChar, '/');
    }

    private void Finish(IReadOnlyList<KeyValuePair<string, string>> context)
    {
        KeyValuePair<string, string>[] properties = [new(BuildSettings.File.Name, FileName), .. context];
        var lines = properties.Select(property => $"<{property.Key}>{property.Value}</{property.Key}>");
        reporter.Inform(
            ProjectFileEdit.TrySet(project.File, properties)
                ? LogTexts.SetInProject(lines)
                : LogTexts.SetByHand(project.File, lines)
        );
        reporter.Inform(LogTexts.EjectedBuild(Command(context)));
    }

    private static string Command(IReadOnlyList<KeyValuePair<string, string>> context)
    {
        if (context.Count == 0)
            return "docker build .";

        return context[0].Value == BuildSettings.PublishedContext
            ? "dotnet publish -p:DockerBuild=false -p:DockerBuildContextOutput=obj/context && docker build obj/context"
            : $"docker build -f {FileName} {context[0].Value}";
    }
}
