using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Dockerfiles;
using Dockerize.Build.Settings;
using Dockerize.Builds;
using Dockerize.Containers;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Indexes;
using Dockerize.Registries;

namespace Dockerize.Build;

/// <summary>Builds a planned image: one image, or one for each platform and their index.</summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="project">The project.</param>
/// <param name="reporter">The receiver of progress and warnings.</param>
/// <param name="recordPath">The full path of the build record.</param>
internal sealed class AppImageBuild(ProjectSettings settings, ProjectInfo project, Reporter reporter, string recordPath)
{
    private readonly AppAttestations attestations = new(settings, project);

    // True if the image gets attestations, which makes an image for one platform an index.
    private bool isAttested;

    private bool IsGenerated => settings.Get(BuildSettings.File) is null;

    // The base image of a generated Dockerfile was already pulled for its inspection.
    private PullPolicy Pull =>
        settings.Get(BaseImageSettings.Pull) is var pull && IsGenerated && pull == PullPolicy.Always
            ? PullPolicy.IfMissing
            : pull;

    /// <summary>Builds and tags the image, unless it is up to date.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    public async Task<BuiltAppImage> RunAsync(
        AppImagePlan plan,
        DockerEngine engine,
        CancellationToken cancellationToken
    )
    {
        var hashes = new ContentHashes(cancellationToken);
        RequireAll(plan);
        var definitions = plan.Platforms.Select(platform => Define(platform, hashes)).ToList();
        isAttested = await attestations.AreStoredAsync(engine.Api, reporter, cancellationToken).ConfigureAwait(false);
        try
        {
            var image =
                definitions.Count > 1 || isAttested
                    ? await BuildIndexAsync(plan, definitions, engine, cancellationToken).ConfigureAwait(false)
                    : await BuildOneAsync(plan, definitions[0], engine, cancellationToken).ConfigureAwait(false);
            var ports = Ports(definitions[0]);
            reporter.Inform(LogTexts.Run(image.Images[0].RunCommand(plan.References[0], ports)));
            return image;
        }
        catch (ImageBuildException exception)
            when (IsGenerated
                && Advisor.ExplainGenerated(exception, settings.Origins, ItemsAt(plan, exception)) is { } diagnostic
            )
        {
            throw new DiagnosticException(diagnostic, exception);
        }
    }

    // The publish for a platform adds no plan if the project disables the image for its runtime identifier.
    private void RequireAll(AppImagePlan plan)
    {
        var missing = TargetPlatforms
            .Find(settings)
            .Select(target => $"{target.Platform}")
            .Except(plan.Platforms.Select(platform => $"{platform.Platform}"), StringComparer.Ordinal)
            .ToList();
        if (missing.Count > 0)
            throw new DiagnosticException(PlatformDiagnostics.NotPlanned(missing));
    }

    private async Task<BuiltAppImage> BuildOneAsync(
        AppImagePlan plan,
        BuildDefinition definition,
        DockerEngine engine,
        CancellationToken cancellationToken
    )
    {
        var export = new AppExport(settings, reporter);
        export.WarnOfIndexAnnotations();
        var builder = BuilderSelector.Choose(engine.Api, settings.Get(BuildSettings.Builder));
        definition = definition with
        {
            Options = await export
                .ResolveAsync(engine.Api, builder, definition.Options, cancellationToken)
                .ConfigureAwait(false),
        };
        var build = new IncrementalBuild(engine.Api, builder)
        {
            Pull = Pull,
            IsForced = settings.Get(BuildSettings.Force),
            Credentials = Credentials(plan, definition),
            RecordPath = recordPath,
            InputsPath = Path.Combine(project.OutputDirectory, BuildInputs.FileName),
            SmokeTest = Test(definition),
            LabelsInputs = ProjectLabels.HasInputs(settings.Properties),
            ReusesPublished = ImageReuse.IsEnabled(settings),
        };
        var image = await build
            .RunAsync(definition, plan.References, reporter.Progress, cancellationToken)
            .ConfigureAwait(false);
        return new BuiltAppImage(image.Id, [image]) { PublishedDigest = build.Published?.Digest };
    }

    private async Task<BuiltAppImage> BuildIndexAsync(
        AppImagePlan plan,
        List<BuildDefinition> definitions,
        DockerEngine engine,
        CancellationToken cancellationToken
    )
    {
        // Warnings about the export would not explain why an engine cannot store an index.
        await engine.RequireIndexSupportAsync(cancellationToken).ConfigureAwait(false);
        var builds = new List<PlatformBuild>();
        foreach (var definition in definitions)
            builds.Add(
                await DefineAsync(engine, definition, isFirst: builds.Count == 0, cancellationToken)
                    .ConfigureAwait(false)
            );
        var build = new IndexBuild(engine.Api)
        {
            Pull = Pull,
            IsForced = settings.Get(BuildSettings.Force),
            Credentials = Credentials(plan, definitions[0]),
            RecordPath = recordPath,
            Annotations = ImageAnnotations.OfIndex(settings),
            Attest = () =>
                isAttested ? attestations.Create(plan.Platforms.Zip(builds, (own, built) => (own, built))) : [],

            SmokeTest = Test(definitions[0]),
        };
        var index = await build
            .RunAsync(
                [.. builds.OrderBy(each => $"{each.Platform}", StringComparer.Ordinal)],
                plan.References,
                reporter.Progress,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new BuiltAppImage(index.Id, index.Images) { Index = index.Content };
    }

    private BuildDefinition Define(PlatformPlan plan, ContentHashes hashes)
    {
        var dockerfile = Dockerfile.Load(plan.Dockerfile);
        var context = BuildContext.Create(dockerfile.Text, plan.Files, plan.Dockerfile, hashes);
        return new BuildDefinition(dockerfile, context, new AppExport(settings, reporter).AddTo(Options(plan)));
    }

    private async Task<PlatformBuild> DefineAsync(
        DockerEngine engine,
        BuildDefinition definition,
        bool isFirst,
        CancellationToken cancellationToken
    )
    {
        var platform =
            definition.Options.Platform
            ?? await EnginePlatform.FindAsync(engine.Api, cancellationToken).ConfigureAwait(false);
        var builder = BuilderSelector.Choose(engine.Api, settings.Get(BuildSettings.Builder));
        // The warnings for the other platforms would be the same.
        var options = await new AppExport(settings, isFirst ? reporter : reporter.Quiet)
            .ResolveAsync(engine.Api, builder, ImageExport.ForIndex(definition.Options, builder), cancellationToken)
            .ConfigureAwait(false);
        var folder = Path.Combine(project.OutputDirectory, new TargetPlatform(platform, null).FolderName);
        return new PlatformBuild(platform, definition with { Options = options }, builder)
        {
            RecordPath = Path.Combine(folder, BuildRecord.FileName),
            InputsPath = Path.Combine(folder, BuildInputs.FileName),
        };
    }

    private CredentialSources Credentials(AppImagePlan plan, BuildDefinition definition) =>
        CredentialSources.For(
            plan.References[0],
            settings.Get(PublishSettings.Push),
            SourceImage.Base(definition.Dockerfile, definition.Options)
        );

    // The Dockerfiles of two platforms can differ.
    private static string ItemsAt(AppImagePlan plan, ImageBuildException error) =>
        plan.Platforms.Where(platform => platform.Dockerfile == error.DockerfilePath)
            .SelectMany(platform => platform.Items)
            .Where(item => item.Line == error.Line)
            .Select(item => item.Items)
            .FirstOrDefault()
        ?? "";

    private SmokeTest? Test(BuildDefinition definition) =>
        SmokeTestSettings.Read(settings) is { } test ? test with { Ports = Ports(definition) } : null;

    // A generated Dockerfile exposes the ports of the app. The base image may expose other ports, on which the app does
    // not listen. Null for a Dockerfile of the user.
    private IReadOnlyList<string>? Ports(BuildDefinition definition) =>
        IsGenerated
            ?
            [
                .. definition
                    .Dockerfile.Instructions.Where(instruction => instruction.Keyword == "EXPOSE")
                    .SelectMany(instruction => instruction.Arguments.Split(' ')),
            ]
            : null;

    private string[] CacheImages()
    {
        var images = settings.Names(ItemSettings.CacheFrom);
        try
        {
            foreach (var image in images)
                ImageReference.Parse(image);
        }
        catch (InvalidReferenceException exception)
        {
            throw new DiagnosticException(ImageNameDiagnostics.InvalidCacheImage(exception), exception);
        }

        return images;
    }

    private BuildOptions Options(PlatformPlan plan) =>
        new()
        {
            DockerfilePath = plan.Dockerfile,
            ContextRoot = settings.Get(BuildSettings.Context) is { } folder ? project.Resolve(folder) : null,
            NoCache = settings.Get(BuildSettings.NoCache),
            Target = settings.Get(BuildSettings.Target),
            Network = settings.Get(BuildSettings.Network),
            Platform = plan.Platform,
            CacheFrom = CacheImages(),
            InlineCache = settings.Get(BuildSettings.CacheTo),
            Secrets = BuildMounts.Secrets(settings, project),
            Ssh = BuildMounts.Ssh(settings, project),
            Arguments = NamedValues
                .LastOfEach(NamedValues.Read(settings.Get(ItemSettings.BuildArg)))
                .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
        };
}
