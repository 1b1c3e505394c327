using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;
using Dockerize.Dockerfiles;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Build;

/// <summary>
/// The image of a project whose Dockerfile was ejected. The Dockerfile is the user's own, but a publish compares its
/// record with the Dockerfile that the project would generate now.
/// </summary>
internal sealed class EjectedImage
{
    private readonly ProjectSettings settings;
    private readonly ProjectInfo project;
    private readonly Reporter reporter;
    private readonly string path;
    private readonly EjectedDockerfile record;

    // In the publish for another platform, the main publish compares the Dockerfile.
    private bool isCompared;

    private EjectedImage(
        ProjectSettings settings,
        ProjectInfo project,
        Reporter reporter,
        string path,
        EjectedDockerfile record
    )
    {
        this.settings = settings;
        this.project = project;
        this.reporter = reporter;
        this.path = path;
        this.record = record;
        isCompared = project.IsPlatformPublish;
    }

    private string DiffPath => Path.Combine(project.OutputDirectory, "eject.diff");

    /// <summary>Finds the ejected Dockerfile of a project; null if the project has none.</summary>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="project">The project.</param>
    /// <param name="reporter">The receiver of progress and warnings.</param>
    /// <exception cref="DockerfileUnreadableException">The record of the Dockerfile cannot be read.</exception>
    public static EjectedImage? Find(ProjectSettings settings, ProjectInfo project, Reporter reporter)
    {
        if (settings.Get(BuildSettings.File) is not { } file)
            return null;

        var path = project.Resolve(file);
        return EjectedDockerfile.Find(path) is { } record ? new(settings, project, reporter, path, record) : null;
    }

    /// <summary>
    /// Plans the build context of published files for a platform. For the first platform, a warning is reported if the
    /// generated Dockerfile differs from the record.
    /// </summary>
    /// <param name="planner">The planner of the platform.</param>
    /// <param name="app">The published app.</param>
    /// <param name="additions">The files and steps that the project adds to the image.</param>
    /// <param name="connect">A function that connects to the engine. It returns null if no image is built.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    public async Task<PlatformPlan> PlanAsync(
        PlatformPlanner planner,
        PublishedApp app,
        ImageAdditions additions,
        Func<CancellationToken, Task<DockerEngine?>> connect,
        CancellationToken cancellationToken
    )
    {
        var (layout, generated) = await planner
            .PlanEjectedAsync(EjectKind.Published, app, additions, connect, cancellationToken)
            .ConfigureAwait(false);
        Compare(generated);
        return new PlatformPlan
        {
            Platform = planner.Platform,
            Dockerfile = path,
            Files = record.Adapt(layout.Files),
        };
    }

    /// <summary>
    /// Generates the last stage of a Dockerfile that compiles the app, and reports a warning if it differs from the
    /// record. An error in the settings is a warning, because the build does not depend on them.
    /// </summary>
    /// <param name="published">The files that the publish produced.</param>
    /// <param name="platform">The platform; null for the platform of the engine.</param>
    /// <param name="connect">A function that connects to the engine. It returns null if no image is built.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    public async Task CheckAsync(
        PublishedItems published,
        Platform? platform,
        Func<CancellationToken, Task<DockerEngine?>> connect,
        CancellationToken cancellationToken
    )
    {
        var ejected = EjectedDockerfile.Settings(settings);
        // Without an engine, the result for an image that the project specifies would be another one.
        var isBuilt = await IsBuiltAsync(ejected, connect, cancellationToken).ConfigureAwait(false);
        if (published.Files.Count == 0 || !isBuilt)
            return;

        try
        {
            var app = PublishedApp.Read(project, published, settings.Frameworks, out _, cancellationToken);
            var additions = ImageAdditions.Read(ejected, project, cancellationToken);
            var planner = new PlatformPlanner(ejected, project, reporter.Quiet) { Platform = platform };
            var (_, generated) = await planner
                .PlanEjectedAsync(EjectKind.Source, app, additions, connect, cancellationToken)
                .ConfigureAwait(false);
            Compare(generated);
        }
        catch (DockerizeException exception) when (Advisor.Explain(exception, ejected.Origins) is { } error)
        {
            reporter.Warn(EjectDiagnostics.NotCompared(path, error.Summary));
        }
    }

    private void Compare(Dockerfile generated)
    {
        if (isCompared)
            return;

        isCompared = true;
        var diff = UnifiedDiff.Compare(record.Text, record.With(generated));
        if (diff.Changes.Count == 0)
        {
            if (File.Exists(DiffPath))
                File.Delete(DiffPath);
            return;
        }

        var folder = project.Directory + Path.DirectorySeparatorChar;
        var name = path.StartsWith(folder, StringComparison.Ordinal)
            ? path.Substring(folder.Length).Replace(Path.DirectorySeparatorChar, '/')
            : Path.GetFileName(path);
        TextFile.Save(DiffPath, diff.Format(name) + diff.Format(name + EjectedDockerfile.RecordExtension));
        reporter.Warn(EjectDiagnostics.Changed(path, diff.Changes, DiffPath));
    }

    private static async Task<bool> IsBuiltAsync(
        ProjectSettings ejected,
        Func<CancellationToken, Task<DockerEngine?>> connect,
        CancellationToken cancellationToken
    ) =>
        ejected.Get(BaseImageSettings.Image) is null
        || await connect(cancellationToken).ConfigureAwait(false) is not null;
}
