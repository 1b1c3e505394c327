using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Sboms;
using Dockerize.Build.Settings;
using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Build;

/// <summary>Plans one platform of an image of published files: the base image, the layers and the Dockerfile.</summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="project">The project, with the folder for generated files of the platform.</param>
/// <param name="reporter">The receiver of progress and warnings.</param>
internal sealed class PlatformPlanner(ProjectSettings settings, ProjectInfo project, Reporter reporter)
{
    private bool HasOwnDockerfile => settings.Get(BuildSettings.File) is not null;

    /// <summary>The platform; null for the platform of the engine.</summary>
    public Platform? Platform { get; init; }

    /// <summary>True if the image has several platforms.</summary>
    public bool IsMultiPlatform { get; init; }

    /// <summary>The first name of the image, which finds credentials; null if no image is built.</summary>
    public ImageReference? Name { get; init; }

    /// <summary>The writer of the SBOM; null if none is written.</summary>
    public SbomWriter? Sbom { get; init; }

    /// <summary>Plans the files of the build context, and writes the Dockerfile.</summary>
    /// <param name="app">The published app.</param>
    /// <param name="additions">The files and steps that the project adds to the image.</param>
    /// <param name="connect">A function that connects to the engine. It returns null if no image is built.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    public async Task<PlatformPlan> PlanAsync(
        PublishedApp app,
        ImageAdditions additions,
        Func<CancellationToken, Task<DockerEngine?>> connect,
        CancellationToken cancellationToken
    )
    {
        app = app with { RuntimeIdentifier = project.RuntimeIdentifier };
        var baseImage = ChooseBaseImage(settings, app);
        additions = AddMissingPackages(baseImage, additions);
        var request = CreateRequest(baseImage);
        if (HasOwnDockerfile)
            return Plan(LayOutForOwnDockerfile(app, baseImage, additions).Files);

        if (Name is not null)
            request.CredentialSources = CredentialSources.For(Name, settings.Get(PublishSettings.Push), request.Image);
        baseImage = await new BaseLocker(settings, project, reporter)
            .LockAsync(baseImage, request, connect, cancellationToken)
            .ConfigureAwait(false);
        request = request.For(ParseName(baseImage));
        var engine = await connect(cancellationToken).ConfigureAwait(false);
        baseImage = await InspectAsync(baseImage, request, engine, cancellationToken).ConfigureAwait(false);
        baseImage = await CheckAsync(app, baseImage, additions, engine, cancellationToken).ConfigureAwait(false);
        var options = new AppLayoutOptions("") { LinksLayers = LinksLayers(engine, baseImage) };
        var config = ImageConfig.Read(settings, app, baseImage);
        var (layout, generated) = Generate(app, baseImage, config, additions, options);
        generated.Dockerfile.Save(project.GeneratedDockerfile);
        Warn(app, baseImage, config, additions, generated);
        return Plan(layout.Files) with
        {
            Items = generated.Items,
            Sbom = WriteSbom(baseImage, (app, additions, layout), cancellationToken),
        };
    }

    /// <summary>
    /// Plans an ejected Dockerfile. It does not depend on the engine, unless the project specifies the base image.
    /// Otherwise, each machine would generate another Dockerfile.
    /// </summary>
    /// <param name="kind">The form of the Dockerfile.</param>
    /// <param name="app">The published app.</param>
    /// <param name="additions">The files and steps that the project adds to the image.</param>
    /// <param name="connect">A function that connects to the engine. It returns null if no image is built.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The layout of the app, and the Dockerfile with the last stage.</returns>
    public async Task<(AppLayout Layout, Dockerfile Dockerfile)> PlanEjectedAsync(
        EjectKind kind,
        PublishedApp app,
        ImageAdditions additions,
        Func<CancellationToken, Task<DockerEngine?>> connect,
        CancellationToken cancellationToken
    )
    {
        app = app with { RuntimeIdentifier = project.RuntimeIdentifier };
        var baseImage = ChooseBaseImage(settings, app);
        additions = AddMissingPackages(baseImage, additions);
        var request = CreateRequest(baseImage);
        var isInspected = kind == EjectKind.Published || !baseImage.IsInferred;
        var engine = isInspected ? await connect(cancellationToken).ConfigureAwait(false) : null;
        var inspected = await InspectAsync(baseImage, request, engine, cancellationToken).ConfigureAwait(false);
        // The files of published apps depend on the platform of the image.
        if (baseImage.IsInferred)
            inspected = inspected with { Facts = null, RequestedPlatform = inspected.Facts?.Platform };
        baseImage = await CheckAsync(app, inspected, additions, engine, cancellationToken).ConfigureAwait(false);
        var options = new AppLayoutOptions("") { Stage = kind == EjectKind.Source ? SourceStage.Folder : null };
        // The base image can change without a change of the project. A digest in its name stays.
        var config = ImageConfig.Read(settings, app, baseImage);
        config = config with { HasBaseDigestLabel = config.HasBaseDigestLabel && baseImage.Name.Contains('@') };
        var (layout, generated) = Generate(app, baseImage, config, additions, options);
        Warn(app, baseImage, config, additions, generated);
        return (layout, generated.Dockerfile);
    }

    private ImagePullRequest CreateRequest(BaseImage baseImage) =>
        new(ParseName(baseImage)) { Policy = settings.Get(BaseImageSettings.Pull), Platform = Platform };

    private async Task<BaseImage> InspectAsync(
        BaseImage baseImage,
        ImagePullRequest request,
        DockerEngine? engine,
        CancellationToken cancellationToken
    )
    {
        if (engine is null)
            return baseImage;

        var name = Name ?? request.Image;
        request.CredentialSources = CredentialSources.For(name, settings.Get(PublishSettings.Push), request.Image);
        return await baseImage
            .InspectAsync(engine, request, reporter.Progress, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<BaseImage> CheckAsync(
        PublishedApp app,
        BaseImage baseImage,
        ImageAdditions additions,
        DockerEngine? engine,
        CancellationToken cancellationToken
    )
    {
        baseImage.Require(app);
        // Without an inspection, the requested platform determines the files of the app.
        if (engine is null)
            baseImage = baseImage with { RequestedPlatform = Platform };
        var needsPrograms = additions.SystemPackages.Count > 0 || additions.WritableDirectories.Count > 0;
        var record = Path.Combine(project.OutputDirectory, "base-image");
        return await baseImage
            .FindProgramsAsync(engine, needsPrograms, record, cancellationToken)
            .ConfigureAwait(false);
    }

    private PlatformPlan Plan(IReadOnlyList<ContextFile> files) =>
        new()
        {
            Platform = Platform,
            Dockerfile = settings.Get(BuildSettings.File) is { } own
                ? project.Resolve(own)
                : project.GeneratedDockerfile,
            Files = files,
        };

    /// <summary>The base image that the project specifies, or the one that is inferred from the app.</summary>
    public static BaseImage ChooseBaseImage(ProjectSettings settings, PublishedApp app) =>
        settings.Get(BaseImageSettings.Image) is { } name ? BaseImage.Chosen(name) : InferBaseImage(settings, app);

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
        if (baseImage.MissingPackages.Count == 0 || HasOwnDockerfile)
            return additions;

        reporter.Inform(LogTexts.InstallsIcu(baseImage.Name, baseImage.MissingPackages));
        return additions with { SystemPackages = [.. additions.SystemPackages, .. baseImage.MissingPackages] };
    }

    private static BaseImage InferBaseImage(ProjectSettings settings, PublishedApp app) =>
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

    // Not all other builders support linked layers. A saved build context can be for such a builder. In a base image
    // other than those of .NET, the folder of the app can be a link, which a linked layer would replace with a folder.
    private bool LinksLayers(DockerEngine? engine, BaseImage baseImage) =>
        IsMultiPlatform
        && baseImage.IsInferred
        && engine?.Info.HasBuildKit == true
        && settings.Get(BuildSettings.Builder) != BuilderKind.Classic
        && settings.Get(PublishSettings.ContextOutput) is null;

    private (AppLayout Layout, AppDockerfile Dockerfile) Generate(
        PublishedApp app,
        BaseImage baseImage,
        ImageConfig config,
        ImageAdditions additions,
        AppLayoutOptions options
    )
    {
        options = options with
        {
            Directory = config.WorkingDirectory,
            Platform = settings.Get(ImageConfigSettings.PruneRuntimes) ? baseImage.Platform : null,
            Owner = config.User.Owner,
            HasShell = baseImage.HasShell,
        };
        var layout = AppLayout.Create(app, additions, options);
        return (layout, AppDockerfile.Create(app, baseImage, config, additions, layout));
    }

    private void Warn(
        PublishedApp app,
        BaseImage baseImage,
        ImageConfig config,
        ImageAdditions additions,
        AppDockerfile generated
    )
    {
        WarnOfBaseImage(app, baseImage, config);
        WarnOfPorts(WebPorts.Find(app, baseImage, config), config);
        if (baseImage.IsRunAsRoot(generated.Dockerfile) && settings.Get(ImageConfigSettings.User) is null)
            reporter.Warn(BaseImageDiagnostics.RunsAsRoot(baseImage.Name));
        if (config.HealthCheck?.Client is { } client && !baseImage.MayHave(client, additions))
            reporter.Warn(BaseImageDiagnostics.MissingHealthCheckClient(client));
    }

    private string? WriteSbom(
        BaseImage baseImage,
        (PublishedApp App, ImageAdditions Additions, AppLayout Layout) content,
        CancellationToken cancellationToken
    )
    {
        if (Sbom is null)
            return null;

        var path = SbomPath.Resolve(settings, project, IsMultiPlatform ? Platform : null);
        var sbom = Sbom.Write(path, Name, baseImage, content, cancellationToken);
        reporter.Inform(LogTexts.Sbom(path, sbom.Packages.Count, sbom.Files.Count), ProgressImportance.Normal);
        return path;
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
                : BaseImageDiagnostics.MissingFramework(
                    baseImage.Name,
                    missing.Reason,
                    InferBaseImage(settings, app).Name
                )
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
}
