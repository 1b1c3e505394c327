using Dockerize.Archives;
using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Settings;
using Dockerize.Builds;
using Dockerize.Engines;
using Dockerize.Engines.Endpoints;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Pushes;
using Dockerize.Registries;

namespace Dockerize.Build;

/// <summary>Plans, builds, saves and pushes the image of a project. Each step is called by its own target.</summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="reporter">The receiver of progress and warnings.</param>
internal sealed class AppImage(ProjectSettings settings, Reporter reporter)
{
    private readonly ProjectInfo project = new(settings.Properties);

    /// <summary>The full path of the build record.</summary>
    private string RecordPath =>
        settings.Get(BuildSettings.MetadataFile) is { } path
            ? project.Resolve(path)
            : Path.Combine(project.OutputDirectory, BuildRecord.FileName);

    /// <summary>
    /// Before the compilation, checks the settings that are already known, and reserves the publish folder. Warnings
    /// and messages are reported later, when the image is planned.
    /// </summary>
    /// <param name="claims">The callback that reserves the publish folder for this project.</param>
    /// <returns>The check of the engine, which can run in the background; null if no image is built.</returns>
    public EngineCheck? Check(BuildClaims claims)
    {
        if (SettingsCheck.IsLeftToSdk(settings))
            return null;

        var known = new ProjectSettings(SettingsTable.ResolveFallbacks(settings.Properties), []);
        SettingsCheck.Require(known, Reporter.None);
        var hasEngine = !SettingsCheck.IsEngineMissing(
            known,
            Environment.GetEnvironmentVariable,
            DefaultEndpoints.HasSocket(Environment.GetEnvironmentVariable)
        );
        var isBuilt = hasEngine && known.Get(PublishSettings.Build);
        if (isBuilt)
            new ImageNames(known, project, Reporter.None).Check();
        if (BuildSettings.UsePublishedFiles(known))
            AppImagePlanner.ClaimPublishFolder(project, claims);
        return isBuilt ? new EngineCheck(known, token => ConnectAsync(known, token)) : null;
    }

    /// <summary>
    /// Checks the settings, resolves the names of the image, generates the Dockerfile or finds the user's own, and
    /// lists the files of the build context.
    /// </summary>
    /// <param name="published">The files that the publish produced.</param>
    /// <param name="claims">The callback that reserves names and files for this project.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    public async Task<AppImagePlan> PlanAsync(
        PublishedItems published,
        BuildClaims claims,
        CancellationToken cancellationToken
    )
    {
        if (SettingsCheck.IsLeftToSdk(settings))
            return new AppImagePlan { IsLeftToSdk = true, IsBuilt = false };

        var log = project.IsQuiet ? reporter.Quiet : reporter;
        SettingsCheck.Run(settings, project, log);
        return await new AppImagePlanner(settings, project, log, RecordPath, ConnectAsync)
            .PlanAsync(published, claims, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Explains the image that a publish would create.</summary>
    /// <param name="cancellationToken">A token that cancels the queries of the engine.</param>
    /// <returns>The explanation, which was also written to the file in <c>DockerExplainFile</c>.</returns>
    public async Task<ImageExplanation> ExplainAsync(CancellationToken cancellationToken)
    {
        var explanation = await new ImageExplainer(settings, project, RecordPath, ConnectAsync)
            .RunAsync(cancellationToken)
            .ConfigureAwait(false);
        foreach (var line in explanation.Lines)
            reporter.Inform(line);
        if (settings.Get(PublishSettings.ExplainFile) is { } path)
            TextFile.Save(project.Resolve(path), $"{explanation}");
        return explanation;
    }

    /// <summary>Writes the present digest of the base image to the base lock.</summary>
    /// <param name="cancellationToken">A token that cancels the lookup.</param>
    /// <exception cref="DiagnosticException">
    /// DKZ1058: the lock is invalid. DKZ1059: the base image has no digest.
    /// </exception>
    public async Task UpdateBaseAsync(CancellationToken cancellationToken)
    {
        if (settings.Get(BuildSettings.File) is not null)
        {
            reporter.Inform(LogTexts.NoBaseToLock());
            return;
        }

        var app = PublishedApp.Expect(project, settings.Names("FrameworkReference"));
        var baseImage = PlatformPlanner.ChooseBaseImage(settings, app);
        if (baseImage.ParseName().Digest is not null)
        {
            reporter.Inform(LogTexts.BaseHasDigest(baseImage.Name));
            return;
        }

        var request = new ImagePullRequest(baseImage.ParseName())
        {
            Platform = settings.Get(BaseImageSettings.Platform),
            CredentialSources = CredentialSources.ForBase(baseImage.ParseName()),
        };
        using var engine = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await new BaseLocker(settings, project, reporter)
            .UpdateAsync(engine, request, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Writes the Dockerfile of the image to the project folder, for the user to edit.</summary>
    /// <param name="published">The files that the publish produced.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The full path of the Dockerfile.</returns>
    public Task<string> EjectAsync(PublishedItems published, CancellationToken cancellationToken) =>
        new AppEject(settings, reporter, ConnectAsync).RunAsync(published, cancellationToken);

    /// <summary>Builds and tags the image, unless it is up to date.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    public async Task<BuiltAppImage> BuildAsync(AppImagePlan plan, CancellationToken cancellationToken)
    {
        using var engine = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var log = reporter.For(plan.References);
        var image = await new AppImageBuild(settings, project, log, RecordPath)
            .RunAsync(plan, engine, cancellationToken)
            .ConfigureAwait(false);
        new AppReport(settings, project).Report(RecordPath, log);
        return image;
    }

    /// <summary>Saves the image to the file in <c>DockerArchive</c>, unless the file is up to date.</summary>
    /// <param name="names">The names of the image.</param>
    /// <param name="imageId">The id of the image, which all names must refer to.</param>
    /// <param name="cancellationToken">A token that cancels the save. The previous file is kept.</param>
    /// <returns>The full path of the file; empty if <c>DockerArchive</c> is not set.</returns>
    public async Task<string> SaveAsync(
        IReadOnlyList<ImageReference> names,
        string imageId,
        CancellationToken cancellationToken
    )
    {
        if (ArchivePath.Resolve(settings, project, names) is not { } path)
            return "";

        using var engine = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var archive = new ArchiveDefinition(names, path)
        {
            ImageId = imageId,
            RecordPath = Path.Combine(project.OutputDirectory, "archive.json"),
        };
        await engine.Archive.SaveAsync(archive, reporter.For(names).Progress, cancellationToken).ConfigureAwait(false);
        return path;
    }

    /// <summary>Pushes images under their names.</summary>
    /// <param name="images">
    /// The names, each with the id of the image to push. A push fails if the name refers to another image. If the id is
    /// empty, this is not checked.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the push, also in the engine.</param>
    /// <returns>The result for each name, in the order of the names.</returns>
    /// <exception cref="DiagnosticException">DKZ1047: a name contains a digest.</exception>
    public async Task<IReadOnlyList<PushedName>> PushAsync(
        IReadOnlyList<(ImageReference Name, string Id)> images,
        CancellationToken cancellationToken
    )
    {
        if (images.Count == 0)
            return [];
        if (images.Select(image => image.Name).FirstOrDefault(name => name.Digest is not null) is { } invalid)
            throw new DiagnosticException(ImageNameDiagnostics.DigestInPush(invalid));

        using var engine = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var push = new ImagePush(engine.Api)
        {
            ImageIds = images.Where(image => image.Id.Length > 0).ToLookup(image => image.Name, image => image.Id),
            Retries = settings.Get(PublishSettings.PushRetries) ?? ImagePush.DefaultRetries,
            RecordPath = RecordPath,
        };
        var names = images.Select(image => image.Name).ToList();
        var credentials = CredentialSources.For(names[0], isPushed: true);
        var pushed = await push.RunAsync(names, credentials, reporter.For(names).Progress, cancellationToken)
            .ConfigureAwait(false);
        new AppReport(settings, project).Update(RecordPath);
        return pushed;
    }

    /// <summary>
    /// The errors of a push: one for each name that failed, and a summary if other names were pushed.
    /// </summary>
    /// <param name="results">The result for each name, from <see cref="PushAsync"/>.</param>
    public IEnumerable<Diagnostic> Failures(IReadOnlyList<PushedName> results)
    {
        foreach (var failure in results.Select(result => result.Failure).OfType<DockerizeException>())
            yield return Advisor.Explain(failure, settings.Origins)!;

        var (pushed, failed) = (Names(isPushed: true), Names(isPushed: false));
        if (pushed.Count > 0 && failed.Count > 0)
            yield return RegistryDiagnostics.PartlyPushed(pushed, failed);

        List<ImageReference> Names(bool isPushed) =>
            [.. results.Where(result => result.Digest is not null == isPushed).Select(result => result.Name)];
    }

    private Task<DockerEngine> ConnectAsync(CancellationToken cancellationToken) =>
        ConnectAsync(settings, cancellationToken);

    // The check of the engine runs after the end of its task, so it must not report progress.
    private static async Task<DockerEngine> ConnectAsync(ProjectSettings settings, CancellationToken cancellationToken)
    {
        var selection = new EndpointSelection(settings.Get(EngineSettings.Host), settings.Get(EngineSettings.Context))
        {
            HostOrigin = EngineSettings.Host.Name,
            ContextOrigin = EngineSettings.Context.Name,
        };
        var timeout = settings.Get(EngineSettings.Timeout) is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : (TimeSpan?)null;
        var engine = await DockerEngine.ConnectAsync(selection, timeout, cancellationToken).ConfigureAwait(false);
        if (engine.Info.Os != "windows")
            return engine;

        engine.Dispose();
        throw new DiagnosticException(EngineDiagnostics.WindowsContainers(engine.Endpoint));
    }
}
