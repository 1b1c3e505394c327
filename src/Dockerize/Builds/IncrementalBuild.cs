using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>
/// A complete build: it pulls base images, builds, and tags the image. The image is not built again if the engine still
/// has it and nothing changed since the last build: Dockerfile, files, options and base images.
/// </summary>
/// <param name="api">The engine that builds.</param>
/// <param name="builder">The builder of the engine.</param>
internal sealed class IncrementalBuild(EngineApi api, IEngineBuilder builder)
{
    private readonly EngineImages images = new(api);

    /// <summary>The pull policy for base images.</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>True to build even if nothing changed.</summary>
    public bool IsForced { get; init; }

    /// <summary>The sources of credentials for base images.</summary>
    public required CredentialSources Credentials { get; init; }

    /// <summary>The full path of the record of the last build; null to build every time.</summary>
    public string? RecordPath { get; init; }

    /// <summary>Builds and tags the image. If it is up to date, only missing names are added.</summary>
    /// <param name="definition">
    /// The inputs of the build. The credentials for base images are added to the build options.
    /// </param>
    /// <param name="names">
    /// The names of the image. They are moved from their previous image after the new image is complete.
    /// </param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    /// <exception cref="InvalidDockerfileException">The Dockerfile is invalid for the builder.</exception>
    /// <exception cref="ImageBuildException">The build failed.</exception>
    /// <exception cref="DockerizeException">
    /// The engine stopped responding, credentials cannot be read, or the record cannot be written.
    /// </exception>
    public async Task<ImageInspection> RunAsync(
        BuildDefinition definition,
        IReadOnlyList<ImageReference> names,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var (dockerfile, context, options) = definition;
        var skipsUnused = builder is not ClassicBuilder;
        DockerfileCheck.Require(dockerfile, options, api.Info, isBuildKit: skipsUnused);
        var sources = SourceImage.FindAll(dockerfile, options, skipsUnused, out var isComplete);
        var bases = await EnsureBasesAsync(sources, definition, progress, cancellationToken).ConfigureAwait(false);
        var inputs = new Inputs(bases, definition.DigestFor(builder));
        var canSkip = RecordPath is not null && !IsForced && !options.NoCache && isComplete;
        var record = canSkip ? BuildRecord.Load(RecordPath!) : null;
        if (
            record is not null
            && await FindCurrentAsync(record, inputs, cancellationToken).ConfigureAwait(false) is { } current
        )
        {
            await NameAsync(current, names.Where(name => !HasName(current, name)), cancellationToken)
                .ConfigureAwait(false);
            progress.ReportStatus(StatusTexts.UpToDate(names[0]));
            SaveRecord(current, inputs, names, record);
            return current;
        }

        await EnsureCacheAsync(options, progress, cancellationToken).ConfigureAwait(false);
        // The base images are already pulled. Credentials are sent only for the registries that were used so far,
        // because a build step may require them again.
        var built = await builder
            .BuildAsync(
                dockerfile,
                context,
                options with
                {
                    Credentials = Credentials.Found,
                    Proxies = ProxyArguments.Load(Credentials.Environment, api.Endpoint.ToString(), progress),
                },
                progress,
                cancellationToken
            )
            .ConfigureAwait(false);
        RequirePlatform(built, options);
        if (BuildTimes.FindIn(definition, built) is { } reason)
            progress.ReportStatus(StatusTexts.NotReproducible(reason));

        // A cancellation is delayed from here on, so that all names are set. Otherwise, an image without a name could
        // be left over.
        using var grace = new GracePeriod(cancellationToken);
        await NameAsync(built, names, grace.Token).ConfigureAwait(false);
        if (RecordPath is not null)
        {
            var layers = await ReadLayersAsync(definition, built, bases, grace.Token).ConfigureAwait(false);
            SaveRecord(built, inputs, names, last: null, layers);
        }

        return built;
    }

    private async Task<IReadOnlyList<ImageLayer>> ReadLayersAsync(
        BuildDefinition definition,
        ImageInspection built,
        SortedDictionary<string, ImageInspection> bases,
        CancellationToken cancellationToken
    )
    {
        var stage = BuildStage.Path(definition.Dockerfile, definition.Options);
        bases.TryGetValue(KeyOf(stage.Source, definition.Options), out var baseImage);
        var history = await api.GetHistoryAsync(built.Id, cancellationToken).ConfigureAwait(false);
        return LayerHistory.Read(built, stage, baseImage, history, definition.Context);
    }

    // Podman reports the full form of a name.
    private static bool HasName(ImageInspection image, ImageReference name)
    {
        var tagged = name.Tag is null ? name.WithTag("latest") : name;
        return image.Tags.Contains(tagged.Familiar) || image.Tags.Contains(tagged.Canonical);
    }

    // If the engine has the base image for another platform, it builds from that image without an error.
    private static void RequirePlatform(ImageInspection built, BuildOptions options)
    {
        if (options.Platform is not { } platform || built.RunsOn(platform))
            return;

        var mismatch = new PlatformMismatchException(null, built.Platform, platform);
        throw new ImageBuildException(ImageBuildFailure.PlatformMismatch, mismatch.Message, mismatch);
    }

    // The name, and the platform if it differs from that of the build. `engine` is the platform of the engine.
    private static string KeyOf(SourceImage source, BuildOptions options) =>
        source.Platform == options.PlatformText ? source.Name : $"{source.Name} {source.Platform ?? "engine"}";

    private async Task<ImageInspection?> FindCurrentAsync(
        BuildRecord record,
        Inputs inputs,
        CancellationToken cancellationToken
    )
    {
        var isCurrent =
            record.Inputs == inputs.Digest
            && record.BaseImages.Count == inputs.Bases.Count
            && inputs.Bases.All(image =>
                record.BaseImages.TryGetValue(image.Key, out var known) && known.Id == image.Value.Id
            );
        return isCurrent ? await api.InspectImageAsync(record.Id, cancellationToken).ConfigureAwait(false) : null;
    }

    private void SaveRecord(
        ImageInspection image,
        Inputs inputs,
        IReadOnlyList<ImageReference> names,
        BuildRecord? last,
        IReadOnlyList<ImageLayer>? layers = null
    )
    {
        var tags = names.Select(name => name.Familiar).ToList();
        var digests = last?.Digests ?? new Dictionary<string, string>();
        var record = new BuildRecord
        {
            Id = image.Id,
            Inputs = inputs.Digest,
            Platform = $"{image.Platform}",
            Size = image.Size,
            BaseImages = inputs.Bases.ToDictionary(entry => entry.Key, entry => RecordOf(entry.Key, entry.Value)),
            Tags = tags,
            Digests = digests
                .Where(digest => tags.Contains(digest.Key))
                .ToDictionary(digest => digest.Key, digest => digest.Value),
            Layers = layers ?? last?.Layers ?? [],
        };
        record.Save(RecordPath!);
    }

    private static BaseImageRecord RecordOf(string key, ImageInspection image)
    {
        var digests = image.DigestsIn(ImageReference.Parse(key.Split(' ')[0]));
        return new BaseImageRecord(image.Id, digests.Select(digest => digest.ToString()).FirstOrDefault());
    }

    // The engine uses an image as a cache only if it has the image, so missing images are pulled. If an image is
    // unavailable, the build is only slower.
    private async Task EnsureCacheAsync(
        BuildOptions options,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        if (api.Info.IsPodman && options.CacheFrom.Count > 0)
        {
            progress.ReportStatus(StatusTexts.CacheNotSupported(options.CacheFrom));
            return;
        }

        foreach (var image in options.CacheFrom)
        {
            try
            {
                var source = new ImageSource(ImageReference.Parse(image), options.PlatformText, Pull);
                await EnsureImageAsync(source, progress, cancellationToken).ConfigureAwait(false);
            }
            catch (DockerizeException exception)
                when (exception is ImageUnavailableException or RegistryTimeoutException or PlatformMismatchException)
            {
                progress.ReportStatus(StatusTexts.CacheUnavailable(image, exception.Message));
            }
        }
    }

    private async Task<SortedDictionary<string, ImageInspection>> EnsureBasesAsync(
        IEnumerable<SourceImage> sources,
        BuildDefinition definition,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var (dockerfile, options) = (definition.Dockerfile, definition.Options);
        var bases = new SortedDictionary<string, ImageInspection>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            try
            {
                if (source.IsKnown)
                {
                    if (source.Stage is { IsUsual: true } stage)
                        await RequireImageAsync(source.Name, stage, cancellationToken).ConfigureAwait(false);
                    var image = new ImageSource(ImageReference.Parse(source.Name), source.Platform, Pull);
                    bases[KeyOf(source, options)] = await EnsureImageAsync(image, progress, cancellationToken)
                        .ConfigureAwait(false);
                }
                else if (source.Neighbor is { } neighbor)
                {
                    // The builder pulls the image, and requires the credentials for its registry.
                    await Credentials.FindAsync(neighbor, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (ImageUnavailableException) when (source.Stage?.FindSimilar() is { } similar)
            {
                throw source.Unusable(dockerfile, options, new StageNotFoundException(source.Name, similar));
            }
            catch (Exception exception)
                when (exception
                        is InvalidReferenceException
                            or ImageUnavailableException
                            or RegistryTimeoutException
                            or PlatformMismatchException
                            or StageNotFoundException
                )
            {
                throw source.Unusable(dockerfile, options, exception);
            }
        }

        return bases;
    }

    // The misspelled name of a stage must not cause a pull from Docker Hub. Only a local image is accepted.
    private async Task RequireImageAsync(string name, StageName stage, CancellationToken cancellationToken)
    {
        // Without the tag, the engine also searches for ids that start with the name.
        if (
            !ImageReference.TryParse($"{name}:latest", out var image)
            || await api.InspectImageAsync(image.Familiar, cancellationToken).ConfigureAwait(false) is null
        )
            throw new StageNotFoundException(name, stage.FindSimilar());
    }

    private Task<ImageInspection> EnsureImageAsync(
        ImageSource source,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    ) => images.EnsureAsync(source, token => Credentials.FindAsync(source.Image, token), progress, cancellationToken);

    private async Task NameAsync(
        ImageInspection image,
        IEnumerable<ImageReference> names,
        CancellationToken cancellationToken
    )
    {
        foreach (var name in names)
            await api.TagImageAsync(image.Id, name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The inputs that determine if an image is up to date.</summary>
    /// <param name="Bases">The base images by name.</param>
    /// <param name="Digest">The digest of Dockerfile, files and options.</param>
    private sealed record Inputs(SortedDictionary<string, ImageInspection> Bases, string Digest);
}
