using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>Ensures that the engine has the images that a build uses, and pulls them if necessary.</summary>
/// <param name="api">The engine that builds.</param>
/// <param name="credentials">The sources of credentials for the images.</param>
/// <param name="pull">The pull policy.</param>
internal sealed class BaseImages(EngineApi api, CredentialSources credentials, PullPolicy pull)
{
    private readonly EngineImages images = new(api);

    /// <summary>
    /// The base images of the last build, by key; null if there are none. In Podman, a pull for another platform moves
    /// the name of a base image. The image of the last build is then used for the up-to-date check.
    /// </summary>
    public IReadOnlyDictionary<string, BaseImageRecord>? Known { get; init; }

    /// <summary>
    /// True if the name of a base image refers to another platform. A build must pull the image again.
    /// </summary>
    public bool HasUsedKnown { get; private set; }

    /// <summary>
    /// The key of a base image in records: the name, and the platform if it differs from that of the build.
    /// <c>engine</c> is the platform of the engine.
    /// </summary>
    public static string KeyOf(SourceImage source, BuildOptions options) =>
        source.Platform == options.PlatformText ? source.Name : $"{source.Name} {source.Platform ?? "engine"}";

    /// <summary>Ensures that the engine has the base images.</summary>
    /// <param name="sources">The images of the Dockerfile.</param>
    /// <param name="definition">The inputs of the build.</param>
    /// <param name="progress">The receiver of the progress messages of a pull.</param>
    /// <param name="cancellationToken">A token that cancels a pull.</param>
    /// <returns>The base images whose names are known.</returns>
    /// <exception cref="ImageBuildException">A base image is unavailable, or is for another platform.</exception>
    public async Task<SortedDictionary<string, ImageInspection>> EnsureAsync(
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
                    var image = new ImageSource(ImageReference.Parse(source.Name), source.Platform, pull);
                    var key = KeyOf(source, options);
                    bases[key] =
                        await FindKnownAsync(image, key, cancellationToken).ConfigureAwait(false)
                        ?? await EnsureImageAsync(image, progress, cancellationToken).ConfigureAwait(false);
                }
                else if (source.Neighbor is { } neighbor)
                {
                    // The builder pulls the image, and requires the credentials for its registry.
                    await credentials.FindAsync(neighbor, cancellationToken).ConfigureAwait(false);
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

    /// <summary>
    /// Pulls the missing cache images, because the engine uses an image as a cache only if it has the image. If an
    /// image is unavailable, the build is only slower.
    /// </summary>
    public async Task EnsureCacheAsync(
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
                var source = new ImageSource(ImageReference.Parse(image), options.PlatformText, pull);
                await EnsureImageAsync(source, progress, cancellationToken).ConfigureAwait(false);
            }
            catch (DockerizeException exception)
                when (exception is ImageUnavailableException or RegistryTimeoutException or PlatformMismatchException)
            {
                progress.ReportStatus(StatusTexts.CacheUnavailable(image, exception.Message));
            }
        }
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

    private async Task<ImageInspection?> FindKnownAsync(
        ImageSource source,
        string key,
        CancellationToken cancellationToken
    )
    {
        var id = Known is not null && Known.TryGetValue(key, out var known) ? known.Id : "";
        if (!api.Info.IsPodman || pull == PullPolicy.Always || !ImageRoute.IsValid(id))
            return null;

        var named = await api.InspectImageAsync(source.Image.Familiar, cancellationToken).ConfigureAwait(false);
        if (named is null || source.IsSatisfiedBy(named))
            return null;

        var image = await api.InspectImageAsync(id, cancellationToken).ConfigureAwait(false);
        if (image is null || !source.IsSatisfiedBy(image))
            return null;

        HasUsedKnown = true;
        return image;
    }

    private Task<ImageInspection> EnsureImageAsync(
        ImageSource source,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    ) => images.EnsureAsync(source, token => credentials.FindAsync(source.Image, token), progress, cancellationToken);
}
