using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>
/// A build from base images to tags. It is left out when nothing has changed since the last one: neither Dockerfile, files and options, nor what
/// the tags of the base images mean, and the engine still has the image.
/// </summary>
/// <param name="engine">The engine that builds.</param>
/// <param name="builder">Which of its builders.</param>
internal sealed class IncrementalBuild(DockerEngine engine, IEngineBuilder builder)
{
    /// <summary>When to ask registries for the base images.</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>True: build, whether or not something has changed.</summary>
    public bool IsForced { get; init; }

    /// <summary>Where to look for the credentials of base images.</summary>
    public required CredentialSources Credentials { get; init; }

    /// <summary>The full path of the file that remembers what was built; null: nothing does, and the engine is always asked to build.</summary>
    public string? RecordPath { get; init; }

    /// <summary>Makes sure that the image is there and has its names.</summary>
    /// <param name="dockerfile">The Dockerfile that the context holds.</param>
    /// <param name="context">What to build from.</param>
    /// <param name="options">How to build; credentials for base images are put in here.</param>
    /// <param name="names">The names; each is taken from the image that had it, once the new one is whole.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends the build in the engine too.</param>
    /// <exception cref="DockerizeException">
    /// What <see cref="IEngineBuilder.BuildAsync"/> says; DKZ2007: a base image cannot be had; DKZ2018: the image is not for the wanted platform;
    /// DKZ3004, DKZ3010: the credentials cannot be read; DKZ1002: the record cannot be written.
    /// </exception>
    public async Task<ImageInspection> RunAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IReadOnlyList<ImageReference> names,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var sources = SourceImage.Of(dockerfile, options, skipsUnused: builder is not ClassicBuilder, out var knowsAll);
        var bases = await EnsureImageAsync(sources, options, progress, cancellationToken).ConfigureAwait(false);
        var inputs = Digest(context, options);
        var record = RecordPath is null || IsForced || options.NoCache || !knowsAll ? null : BuildRecord.Load(RecordPath);
        var isCurrent = record?.Inputs == inputs && record.BaseImages.Count == bases.Count
            && bases.All(image => record.BaseImages.TryGetValue(image.Key, out var known) && known.Id == image.Value.Id);
        if ((isCurrent ? await engine.InspectAsync(record!.Id, cancellationToken).ConfigureAwait(false) : null) is { } current)
        {
            await NameAsync(current, names.Where(name => !Has(current, name)), cancellationToken).ConfigureAwait(false);
            progress?.Report(new(ProgressImportance.High, $"{names[0]} is up to date"));
            Remember(current, record!.Layers, record.Digests);
            return current;
        }

        await ProvideCacheAsync(options, progress, cancellationToken).ConfigureAwait(false);
        // The engine has the images now: credentials that it took to get them there may be wanted once more, others are not.
        var built = await builder.BuildAsync(dockerfile, context, options with { Credentials = Credentials.Found }, progress, cancellationToken).ConfigureAwait(false);
        // An engine takes a base image of another platform that is there for the one that was asked for.
        if (!built.RunsOn(options.Platform))
        {
            var mismatch = new PlatformMismatchException(null, $"{built.Os}/{built.Architecture}", options.Platform!);
            throw new ImageBuildException(ImageBuildFailure.PlatformMismatch, mismatch.Message, mismatch);
        }


        // From here on it is all names or none: a new image without one would be left over.
        using var grace = new GracePeriod(cancellationToken);
        await NameAsync(built, names, grace.Token).ConfigureAwait(false);
        if (RecordPath is not null)
            Remember(built, await LayersAsync(built, grace.Token).ConfigureAwait(false), new Dictionary<string, string>());
        return built;

        async Task<IReadOnlyList<ImageLayer>> LayersAsync(ImageInspection image, CancellationToken cancellationToken)
        {
            var (source, instructions) = BuildStage.Path(dockerfile, options);
            bases.TryGetValue(Key(source, options), out var baseImage);
            return LayerHistory.Read(image, source.Name, baseImage, instructions, await engine.GetHistoryAsync(image.Id, cancellationToken).ConfigureAwait(false), context);
        }

        void Remember(ImageInspection image, IReadOnlyList<ImageLayer> layers, IReadOnlyDictionary<string, string> digests)
        {
            var tags = names.Select(name => name.Familiar).ToList();
            var record = new BuildRecord
            {
                Id = image.Id,
                Inputs = inputs,
                Platform = $"{image.Os}/{image.Architecture}",
                Size = image.Size,
                BaseImages = bases.ToDictionary(entry => entry.Key, entry => new BaseImageRecord(entry.Value.Id, entry.Value.DigestsIn(ImageReference.Parse(entry.Key.Split(' ')[0])).FirstOrDefault())),
                Tags = tags,
                Digests = digests.Where(digest => tags.Contains(digest.Key)).ToDictionary(digest => digest.Key, digest => digest.Value),
                Layers = layers,
            };
            record.Save(RecordPath!);
        }
    }

    // Podman writes names in full.
    private static bool Has(ImageInspection image, ImageReference name)
    {
        var tagged = name.Tag is null ? name.WithTag("latest") : name;
        return image.Tags.Contains(tagged.Familiar) || image.Tags.Contains(tagged.Canonical);
    }

    // The engine takes layers only from images that it has. One that cannot be had makes the build slower, not wrong.
    private async Task ProvideCacheAsync(BuildOptions options, IProgress<ProgressMessage>? progress, CancellationToken cancellationToken)
    {
        if (engine.Traits.IsPodman && options.CacheFrom.Count > 0)
        {
            progress?.Report(new(ProgressImportance.High, $"No layers are taken from {string.Join(" ", options.CacheFrom)}: Podman has only its own cache."));
            return;
        }

        foreach (var image in options.CacheFrom)
        {
            try
            {
                await engine.EnsureImageAsync(ImageReference.Parse(image), Credentials, Pull, options.Platform, progress, cancellationToken).ConfigureAwait(false);
            }
            catch (DockerizeException exception) when (exception is ImageUnavailableException or PlatformMismatchException)
            {
                progress?.Report(new(ProgressImportance.High, $"No layers are taken from {image}: {exception.Message}"));
            }
        }
    }

    // By name, and by platform where that is not the image's own; the engine's has no name here.
    private static string Key(SourceImage source, BuildOptions options) =>
        source.Platform == options.Platform ? source.Name : $"{source.Name} {source.Platform ?? "engine"}";

    private async Task<SortedDictionary<string, ImageInspection>> EnsureImageAsync(
        IEnumerable<SourceImage> sources, BuildOptions options, IProgress<ProgressMessage>? progress, CancellationToken cancellationToken)
    {
        var images = new SortedDictionary<string, ImageInspection>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            try
            {
                if (source.IsKnown)
                    images[Key(source, options)] = await engine.EnsureImageAsync(ImageReference.Parse(source.Name), Credentials, Pull, source.Platform, progress, cancellationToken).ConfigureAwait(false);
                // The builder fetches it, and needs what its registry wants.
                else if (source.Neighbour is { } neighbour)
                    await Credentials.FindAsync(neighbour, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is InvalidReferenceException or ImageUnavailableException or PlatformMismatchException)
            {
                throw source.Unusable(options, exception);
            }
        }

        return images;
    }

    private async Task NameAsync(ImageInspection image, IEnumerable<ImageReference> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
            await engine.TagAsync(image.Id, name, cancellationToken).ConfigureAwait(false);
    }

    // Neither credentials nor where the Dockerfile lies change what is built.
    private string Digest(BuildContext context, BuildOptions options) => ContentDigest.Compute(
    [
        context.Digest,
        builder.GetType().Name,
        $"target {options.Target}",
        $"network {options.Network}",
        $"platform {options.Platform}",
        .. options.CacheFrom.Select(image => $"cache {image}"),
        .. options.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"label {label.Key}={label.Value}"),
        .. options.Arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal).Select(argument => $"{argument.Key}={argument.Value}"),
    ]);
}
