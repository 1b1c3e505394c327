using Dockerize.Builds;
using Dockerize.Containers;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Indexes;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize;

/// <summary>
/// The inputs of a build, read from an <see cref="ImageBuildRequest"/> or an <see cref="ImageBuilder"/>.
/// </summary>
/// <param name="Dockerfile">The Dockerfile in the context.</param>
/// <param name="Context">The build context.</param>
internal sealed record ImageBuild(Dockerfile Dockerfile, BuildContext Context)
{
    /// <summary>The build options.</summary>
    public BuildOptions Options { get; init; } = new();

    /// <summary>The platforms of an image index; empty for an image.</summary>
    public IReadOnlyList<Platform> Platforms { get; init; } = [];

    /// <summary>The names of the image.</summary>
    public IReadOnlyList<ImageReference> Names { get; init; } = [];

    /// <summary>The pull policy for base images.</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>The builder to use.</summary>
    public BuilderKind Builder { get; init; }

    /// <summary>The smoke test; null for none.</summary>
    public SmokeTest? SmokeTest { get; init; }

    /// <summary>Builds the image or the image index.</summary>
    /// <param name="api">The engine that builds.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    /// <returns>
    /// The image. For an index, its id, and the other properties of its image for the platform of the engine.
    /// </returns>
    public async Task<ImageInspection> RunAsync(
        EngineApi api,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var isIndex = Platforms.Count > 0;
        if (isIndex)
            await new ImageIndex(api).RequireSupportAsync(cancellationToken).ConfigureAwait(false);
        var definition = new BuildDefinition(Dockerfile, Context, WithLabels());
        var builder = BuilderSelector.Choose(api, Builder);
        var options = isIndex ? ImageExport.ForIndex(definition.Options, builder) : definition.Options;
        var export = await ImageExport.ResolveAsync(api, builder, options, cancellationToken).ConfigureAwait(false);
        definition = definition with { Options = export.Require(api) };
        var credentials = CredentialSources.ForBase(SourceImage.Base(Dockerfile, definition.Options));
        if (!isIndex)
        {
            var single = new IncrementalBuild(api, builder)
            {
                Pull = Pull,
                Credentials = credentials,
                SmokeTest = SmokeTest,
            };
            return await single.RunAsync(definition, Names, progress, cancellationToken).ConfigureAwait(false);
        }

        var build = new IndexBuild(api)
        {
            Pull = Pull,
            Credentials = credentials,
            SmokeTest = SmokeTest,
        };
        var builds = Platforms.Select(platform => new PlatformBuild(platform, definition, builder)).ToList();
        return (await build.RunAsync(builds, Names, progress, cancellationToken).ConfigureAwait(false)).Image;
    }

    private BuildOptions WithLabels() =>
        Options with
        {
            Labels = DockerImages
                .Labels.Concat(Options.Labels.Where(label => !DockerImages.Labels.ContainsKey(label.Key)))
                .ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal),
        };
}
