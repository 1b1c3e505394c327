using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines.Endpoints;
using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Build;

/// <summary>
/// Plans an image. The names are resolved first, so that errors in them are reported before slow steps. The Dockerfile
/// and the files of the build context follow.
/// </summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="project">The project.</param>
/// <param name="reporter">The receiver of progress and warnings.</param>
/// <param name="recordPath">The full path of the build record.</param>
/// <param name="connect">A function that connects to the engine.</param>
internal sealed class AppImagePlanner(
    ProjectSettings settings,
    ProjectInfo project,
    Reporter reporter,
    string recordPath,
    Func<CancellationToken, Task<DockerEngine>> connect
)
{
    private string? OwnDockerfile => settings.Get(BuildSettings.File) is { } path ? project.Resolve(path) : null;

    private bool UsesPublishedContext =>
        string.Equals(
            settings.Get(BuildSettings.Context),
            BuildSettings.PublishedContext,
            StringComparison.OrdinalIgnoreCase
        );

    // The full path of the file that the image is saved to; null if it is not saved.
    private string? archive;

    private string? ContextOutput =>
        settings.Get(PublishSettings.ContextOutput) is { } path ? project.Resolve(path) : null;

    /// <summary>Plans the image.</summary>
    /// <param name="published">The files that the publish produced.</param>
    /// <param name="claims">The callback that reserves names and files for this project.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    public async Task<AppImagePlan> PlanAsync(
        PublishedItems published,
        BuildClaims claims,
        CancellationToken cancellationToken
    )
    {
        var isEngineMissing = SettingsCheck.IsEngineMissing(
            settings,
            Environment.GetEnvironmentVariable,
            DefaultEndpoints.HasSocket(Environment.GetEnvironmentVariable)
        );
        if (isEngineMissing)
        {
            reporter.Inform(LogTexts.NoEngineInContainer());
            if (ContextOutput is null)
                return new AppImagePlan { IsBuilt = false };
        }

        var isBuilt = settings.Get(PublishSettings.Build) && !isEngineMissing;
        var names = new ImageNames(settings, project, reporter);
        var references = isBuilt ? names.Resolve() : [];
        reporter = reporter.For(references);
        if (isBuilt)
        {
            names.Claim(references, recordPath, claims);
            archive = ArchivePath.Resolve(settings, project, references);
            if (archive is not null)
                names.ClaimArchive(archive, claims);
            if (CredentialSources.FindUnreadableVariable(Environment.GetEnvironmentVariable) is { } unreadable)
                reporter.Warn(RegistryDiagnostics.UnreadableVariable(unreadable));
            WarnOfRecordedPasswords();
        }

        var platform =
            settings.Get(BaseImageSettings.Platform) ?? ImagePlatform.FromRuntimeIdentifier(project.RuntimeIdentifier);
        var isOwnContext = !BuildSettings.UsePublishedFiles(settings);
        if (!isOwnContext)
            ClaimPublishFolder(project, claims);
        var content = isOwnContext
            ? new AppImagePlan { Files = ReadOwnContext(cancellationToken) }
            : await PlanPublishedAsync(published, references, platform, cancellationToken).ConfigureAwait(false);
        var plan = content with
        {
            References = references,
            Dockerfile = OwnDockerfile ?? project.GeneratedDockerfile,
            Platform = platform,
            IsBuilt = isBuilt,
        };
        WarnOfIgnoredSettings();
        WarnOfSecrets(plan.Files, isOwnContext);
        WriteContext(plan, cancellationToken);
        return plan;
    }

    /// <summary>Reserves the publish folder for a project.</summary>
    /// <exception cref="DiagnosticException">DKZ1035: another project of this build publishes into it.</exception>
    public static void ClaimPublishFolder(ProjectInfo project, BuildClaims claims)
    {
        var directory = project.PublishDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var isCaseSensitive = PublishDirectory.PathComparer.Equals(StringComparer.Ordinal);
        if (claims("publish folder " + (isCaseSensitive ? directory : directory.ToUpperInvariant())) is not { } other)
            return;

        throw new DiagnosticException(
            other == project.File
                ? ProjectDiagnostics.PublishFolderOfTwoTargets(directory)
                : ProjectDiagnostics.PublishFolderOfTwoProjects(directory, project.File, other)
        );
    }

    // The files of the build context, and the lines of a generated Dockerfile that come from items.
    private async Task<AppImagePlan> PlanPublishedAsync(
        PublishedItems published,
        IReadOnlyList<ImageReference> references,
        Platform? platform,
        CancellationToken cancellationToken
    )
    {
        var app = PublishedApp.Read(
            project,
            published,
            settings.Names("FrameworkReference"),
            out var stale,
            cancellationToken
        );
        // An archive in the publish folder is not part of the app.
        app = app with
        {
            Files = [.. app.Files.Where(file => file.Source != archive)],
        };
        if (stale.Count > 0)
            reporter.Inform(LogTexts.StaleAssets(project.PublishDirectory, stale));

        var additions = ImageAdditions.Read(settings, project, cancellationToken);
        var baseImage = ChooseBaseImage(app);
        additions = AddMissingPackages(baseImage, additions);
        var request = new ImagePullRequest(ParseName(baseImage))
        {
            Policy = settings.Get(BaseImageSettings.Pull),
            Platform = platform,
        };
        if (OwnDockerfile is not null)
            return new AppImagePlan { Files = LayOutForOwnDockerfile(app, baseImage, additions).Files };

        using var engine = references.Count > 0 ? await connect(cancellationToken).ConfigureAwait(false) : null;
        if (engine is not null)
        {
            request.CredentialSources = CredentialSources.For(
                references[0],
                settings.Get(PublishSettings.Push),
                request.Image
            );
            baseImage = await baseImage
                .InspectAsync(engine, request, reporter.Progress, cancellationToken)
                .ConfigureAwait(false);
        }

        baseImage.Require(app);
        var needsPrograms = additions.SystemPackages.Count > 0 || additions.WritableDirectories.Count > 0;
        var record = Path.Combine(project.OutputDirectory, "base-image");
        baseImage = await baseImage
            .FindProgramsAsync(engine, needsPrograms, record, cancellationToken)
            .ConfigureAwait(false);
        return WriteDockerfile(app, baseImage, additions);
    }

    private BaseImage ChooseBaseImage(PublishedApp app)
    {
        if (settings.Get(BaseImageSettings.Image) is { } name)
            return BaseImage.Chosen(name);

        return InferBaseImage(app);
    }

    private ImageReference ParseName(BaseImage baseImage)
    {
        try
        {
            return baseImage.ParseName();
        }
        catch (InvalidReferenceException exception)
        {
            throw new DiagnosticException(BaseImageDiagnostics.InvalidName(exception, settings.Origins), exception);
        }
    }

    private ImageAdditions AddMissingPackages(BaseImage baseImage, ImageAdditions additions)
    {
        if (baseImage.MissingPackages.Count == 0 || OwnDockerfile is not null)
            return additions;

        reporter.Inform(LogTexts.InstallsIcu(baseImage.Name, baseImage.MissingPackages));
        return additions with { SystemPackages = [.. additions.SystemPackages, .. baseImage.MissingPackages] };
    }

    private BaseImage InferBaseImage(PublishedApp app) =>
        BaseImage.Infer(app, settings.Get(BaseImageSettings.Registry), settings.Get(BaseImageSettings.Variant));

    // The base image of the user's own Dockerfile is unknown, so files for every Linux platform are kept.
    private AppLayout LayOutForOwnDockerfile(PublishedApp app, BaseImage baseImage, ImageAdditions additions)
    {
        var anyLinux = new ImagePlatform("linux", Architecture: null, IsMusl: null);
        var user = ImageUser.Choose(app, baseImage, settings.Get(ImageConfigSettings.User));
        var options = new AppLayoutOptions(settings.Get(ImageConfigSettings.WorkingDirectory))
        {
            Platform = settings.Get(ImageConfigSettings.PruneRuntimes) ? anyLinux : null,
            Owner = user.Owner,
        };
        return AppLayout.Create(app, additions, options);
    }

    private AppImagePlan WriteDockerfile(PublishedApp app, BaseImage baseImage, ImageAdditions additions)
    {
        var config = ImageConfig.Read(settings, app, baseImage);
        var options = new AppLayoutOptions(config.WorkingDirectory)
        {
            Platform = settings.Get(ImageConfigSettings.PruneRuntimes) ? baseImage.Platform : null,
            Owner = config.User.Owner,
            HasShell = baseImage.HasShell,
        };
        var layout = AppLayout.Create(app, additions, options);
        var generated = AppDockerfile.Create(app, baseImage, config, additions, layout);
        var dockerfile = generated.Dockerfile;
        dockerfile.Save(project.GeneratedDockerfile);

        WarnOfBaseImage(app, baseImage, config);
        WarnOfPorts(WebPorts.Find(app, baseImage, config), config);
        if (baseImage.IsRunAsRoot(dockerfile) && settings.Get(ImageConfigSettings.User) is null)
            reporter.Warn(BaseImageDiagnostics.RunsAsRoot(baseImage.Name));
        if (config.HealthCheck?.Client is { } client && !baseImage.MayHave(client, additions))
            reporter.Warn(BaseImageDiagnostics.MissingHealthCheckClient(client));
        return new AppImagePlan { Files = layout.Files, Items = generated.Items };
    }

    private void WarnOfBaseImage(PublishedApp app, BaseImage baseImage, ImageConfig config)
    {
        // Only the app's own command is checked. A program in the base image, such as the Azure Functions host, can
        // contain the frameworks itself.
        if (
            !config.StartsApp(app)
            || MissingFramework.Find(app, baseImage, config.Variables(baseImage)) is not { } missing
        )
        {
            return;
        }

        reporter.Warn(
            missing.IsOutdated && baseImage.IsInferred
                ? BaseImageDiagnostics.OutdatedFramework(baseImage.Name, missing.Reason)
                : BaseImageDiagnostics.MissingFramework(baseImage.Name, missing.Reason, InferBaseImage(app).Name)
        );
    }

    private void WarnOfPorts(WebPorts ports, ImageConfig config)
    {
        if (ports.Hint(config.ExposedPorts) is { } hint)
            reporter.Inform(hint);
        if (ports.IsLoopbackOnly)
        {
            var urls = ports.Configured!.Addresses.Select(address => address.Url);
            reporter.Warn(BaseImageDiagnostics.LoopbackOnly(ports.Configured.Origin, [.. urls]));
        }
    }

    private IReadOnlyList<ContextFile> ReadOwnContext(CancellationToken cancellationToken)
    {
        // Reports an unreadable Dockerfile before the build context is read.
        Dockerfile.Load(OwnDockerfile!);
        var directory = settings.Get(BuildSettings.Context) is { } path
            ? project.Resolve(path)
            : Path.GetDirectoryName(OwnDockerfile)!;
        IEnumerable<string?> outputs = [project.OutputDirectory, recordPath, ContextOutput, archive];
        return ContextReader.Read(directory, OwnDockerfile!, outputs.OfType<string>(), cancellationToken);
    }

    private void WarnOfIgnoredSettings()
    {
        if (OwnDockerfile is null)
            return;

        var names = SettingsTable.IgnoredWithOwnDockerfile(settings, UsesPublishedContext).ToList();
        if (names.Count > 0)
            reporter.Warn(DockerfileDiagnostics.IgnoredSettings(names, settings.Origins.Dockerfile!));
    }

    private void WarnOfRecordedPasswords()
    {
        if (
            reporter.RecordsEnvironment
            && RecordedPasswords.Find(Environment.GetEnvironmentVariable) is [_, ..] passwords
        )
            reporter.Warn(RegistryDiagnostics.PasswordsInLog(passwords));
    }

    private void WarnOfSecrets(IReadOnlyList<ContextFile> files, bool isOwnContext)
    {
        var secrets = SecretFiles.Find(files).ToList();
        if (secrets.Count == 0)
            return;

        reporter.Warn(
            isOwnContext
                ? BuildContextDiagnostics.SecretInContext([.. secrets.Select(file => file.Path)])
                : BuildContextDiagnostics.SecretInPublishOutput([.. secrets.Select(file => file.Source)])
        );
    }

    private void WriteContext(AppImagePlan plan, CancellationToken cancellationToken)
    {
        if (ContextOutput is not { } path)
            return;

        BuildContext
            .Create(Dockerfile.Load(plan.Dockerfile).Text, plan.Files, plan.Dockerfile, cancellationToken)
            .Save(path, Path.Combine(project.OutputDirectory, "context-output"), cancellationToken);
    }
}
