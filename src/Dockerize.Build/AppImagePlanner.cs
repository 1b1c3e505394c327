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

    private readonly AppSbom sbom = new(settings, project);
    private readonly AppReport report = new(settings, project);

    // The full path of the file that the image is saved to; null if it is not saved.
    private string? archive;

    // The record of the user's own Dockerfile, if it was ejected.
    private EjectedImage? ejected;

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
        // The publish for another platform of the image adds only a plan. The names are those of the main publish.
        if (isBuilt && !project.IsPlatformPublish)
            Claim(names, references, claims);
        sbom.Claim(claims);
        var isOwnContext = !BuildSettings.UsePublishedFiles(settings);
        ejected = EjectedImage.Find(settings, project, reporter);
        if (!isOwnContext)
            ClaimPublishFolder(project, claims);
        using var engine = new LazyEngine(references.Count > 0 ? connect : null);
        var plans = isOwnContext
            ? PlanOwnContext(cancellationToken)
            : await PlanPublishedAsync(published, references, engine, cancellationToken).ConfigureAwait(false);
        if (isOwnContext && ejected is not null && plans.Count > 0)
        {
            await ejected
                .CheckAsync(published, plans[0].Platform, engine.ConnectAsync, cancellationToken)
                .ConfigureAwait(false);
        }

        WarnOfIgnoredSettings();
        WarnOfSecrets(plans, isOwnContext);
        foreach (var plan in plans)
            WriteContext(plan, cancellationToken);
        return new AppImagePlan
        {
            References = references,
            Platforms = plans,
            IsBuilt = isBuilt,
        };
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

    private void Claim(ImageNames names, IReadOnlyList<ImageReference> references, BuildClaims claims)
    {
        names.Claim(references, recordPath, claims);
        archive = ArchivePath.Resolve(settings, project, references);
        if (archive is not null)
            names.ClaimArchive(archive, claims);
        report.Claim(claims);
        if (CredentialSources.FindUnreadableVariable(Environment.GetEnvironmentVariable) is { } unreadable)
            reporter.Warn(RegistryDiagnostics.UnreadableVariable(unreadable));
        WarnOfRecordedPasswords();
    }

    // The platforms that this publish produced files for, each with the properties of the project for this platform.
    private IEnumerable<OwnPlatform> OwnPlatforms()
    {
        var platforms = TargetPlatforms.Find(settings);
        if (platforms.Count > 0)
        {
            return platforms
                .Where(platform => !TargetPlatforms.NeedsPublish(platform, settings))
                .Select(platform => new OwnPlatform(platform.Platform, project.For(platform)));
        }

        var one = settings.Get(BaseImageSettings.Platform) ?? TargetPlatforms.FindOne(settings, project);
        return [new OwnPlatform(one, project)];
    }

    private async Task<IReadOnlyList<PlatformPlan>> PlanPublishedAsync(
        PublishedItems published,
        IReadOnlyList<ImageReference> references,
        LazyEngine engine,
        CancellationToken cancellationToken
    )
    {
        var platforms = OwnPlatforms().ToList();
        if (platforms.Count == 0)
            return [];

        var app = ReadApp(published, cancellationToken);
        var additions = ImageAdditions.Read(settings, project, cancellationToken);
        var plans = new List<PlatformPlan>();
        var planned = ejected is null ? settings : EjectedDockerfile.Settings(settings);
        foreach (var (platform, platformProject) in platforms)
        {
            // The advice for the other platforms would be the same, and does not apply to an edited Dockerfile.
            var advisor = plans.Count == 0 && !project.IsQuiet && ejected is null ? reporter : reporter.Quiet;
            var planner = new PlatformPlanner(planned, platformProject, advisor)
            {
                Platform = platform,
                IsMultiPlatform = project.IsPlatformPublish || TargetPlatforms.Find(settings).Count > 0,
                Name = references.Count > 0 ? references[0] : null,
                Sbom = sbom.CreateWriter(published, platformProject),
            };
            var planning = ejected is null
                ? planner.PlanAsync(app, additions, engine.ConnectAsync, cancellationToken)
                : ejected.PlanAsync(planner, app, additions, engine.ConnectAsync, cancellationToken);
            plans.Add(await planning.ConfigureAwait(false));
        }

        return plans;
    }

    private PublishedApp ReadApp(PublishedItems published, CancellationToken cancellationToken)
    {
        var app = PublishedApp.Read(project, published, settings.Frameworks, out var stale, cancellationToken);
        if (stale.Count > 0)
            reporter.Inform(LogTexts.StaleAssets(project.PublishDirectory, stale));
        return WithoutOutputs(app, published);
    }

    // An archive, an SBOM or a report of an earlier publish is not part of the app. The SDK publishes JSON files in the
    // folder of a web project.
    private PublishedApp WithoutOutputs(PublishedApp app, PublishedItems published)
    {
        string?[] outputs = [archive, report.Path, .. sbom.FindPaths(OwnPlatforms().Select(own => own.Platform))];
        if (outputs.All(output => output is null))
            return app;

        var copies = new HashSet<string>(
            published
                .Files.Where(item => outputs.Contains(project.Resolve(item.Include)))
                .Select(item => item["RelativePath"].Replace('\\', '/')),
            PublishDirectory.PathComparer
        );
        return app with
        {
            Files = [.. app.Files.Where(file => !outputs.Contains(file.Source) && !copies.Contains(file.Path))],
        };
    }

    private IReadOnlyList<PlatformPlan> PlanOwnContext(CancellationToken cancellationToken)
    {
        var files = ReadOwnContext(cancellationToken);
        return
        [
            .. OwnPlatforms()
                .Select(own => new PlatformPlan
                {
                    Platform = own.Platform,
                    Dockerfile = OwnDockerfile!,
                    Files = files,
                }),
        ];
    }

    private IReadOnlyList<ContextFile> ReadOwnContext(CancellationToken cancellationToken)
    {
        // Reports an unreadable Dockerfile before the build context is read.
        Dockerfile.Load(OwnDockerfile!);
        var directory = settings.Get(BuildSettings.Context) is { } path
            ? project.Resolve(path)
            : Path.GetDirectoryName(OwnDockerfile)!;
        IEnumerable<string?> outputs = [project.OutputDirectory, recordPath, ContextOutput, archive, report.Path];
        return ContextReader.Read(directory, OwnDockerfile!, outputs.OfType<string>(), cancellationToken);
    }

    private void WarnOfIgnoredSettings()
    {
        if (OwnDockerfile is null)
        {
            ItemSetting[] mounted = [ItemSettings.BuildSecret, ItemSettings.BuildSsh];
            string[] unused = [.. mounted.Where(item => settings.Get(item).Count > 0).Select(item => item.Name)];
            if (unused.Length > 0)
                reporter.Warn(DockerfileDiagnostics.IgnoredWithGenerated(unused));
            return;
        }

        // The Dockerfile was generated from these settings, and its record is compared with them.
        if (ejected is not null)
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

    private void WarnOfSecrets(IEnumerable<PlatformPlan> plans, bool isOwnContext)
    {
        // The paths in the layers of the platforms can differ, but not the files.
        var files = plans
            .SelectMany(plan => plan.Files)
            .GroupBy(file => file.Source)
            .Select(same => same.First())
            .ToList();
        var given = BuildMounts.Secrets(settings, project).Select(secret => secret.Path).ToList();
        var secrets = SecretFiles.Find(files).Union(files.Where(file => given.Contains(file.Source))).ToList();
        if (secrets.Count == 0)
            return;

        reporter.Warn(
            isOwnContext
                ? BuildContextDiagnostics.SecretInContext([.. secrets.Select(file => file.Path)])
                : BuildContextDiagnostics.SecretInPublishOutput([.. secrets.Select(file => file.Source)])
        );
    }

    // Each platform of a multi-platform image has a subfolder.
    private void WriteContext(PlatformPlan plan, CancellationToken cancellationToken)
    {
        if (ContextOutput is not { } path)
            return;

        var (record, isMultiPlatform) = (project.OutputDirectory, TargetPlatforms.Find(settings).Count > 0);
        if (plan.Platform is { } platform && (isMultiPlatform || project.IsPlatformPublish))
        {
            var folder = new TargetPlatform(platform, null).FolderName;
            path = BuildContext.IsArchive(path)
                ? Path.Combine(Path.GetDirectoryName(path)!, folder, Path.GetFileName(path))
                : Path.Combine(path, folder);
            if (isMultiPlatform)
                record = Path.Combine(record, folder);
        }

        BuildContext
            .Create(Dockerfile.Load(plan.Dockerfile).Text, plan.Files, plan.Dockerfile, cancellationToken)
            .Save(path, Path.Combine(record, "context-output"), cancellationToken);
    }

    /// <summary>A platform that this publish produced files for.</summary>
    /// <param name="Platform">The platform; null for the platform of the engine.</param>
    /// <param name="Project">The project, with its properties for this platform.</param>
    private sealed record OwnPlatform(Platform? Platform, ProjectInfo Project);
}
