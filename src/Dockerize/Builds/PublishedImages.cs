using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>
/// Finds the image of a build in the registries of its names, if another machine has built and pushed it from the same
/// inputs (<see cref="InputsLabel"/>).
/// </summary>
/// <param name="api">The engine, which queries the registries.</param>
/// <param name="sources">The sources of credentials for the registries.</param>
internal sealed class PublishedImages(EngineApi api, CredentialSources sources)
{
    /// <summary>The time limit of all queries. After that, the image is built.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly EngineImages images = new(api);

    /// <summary>Finds the image.</summary>
    /// <param name="definition">The inputs of the build.</param>
    /// <param name="label">The value of the label.</param>
    /// <param name="bases">The base images by key.</param>
    /// <param name="names">The names of the image.</param>
    /// <param name="progress">The receiver of the reason if there is no such image; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the queries.</param>
    /// <returns>
    /// The image that all names refer to; null if there is none, or if a registry does not return it.
    /// </returns>
    public async Task<PublishedImage?> FindAsync(
        BuildDefinition definition,
        string label,
        IReadOnlyDictionary<string, ImageInspection> bases,
        IReadOnlyList<ImageReference> names,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        if (!RemoteConfiguration.IsSupported(api))
            return null;

        var (source, instructions) = BuildStage.Path(definition.Dockerfile, definition.Options);
        bases.TryGetValue(BaseImages.KeyOf(source, definition.Options), out var baseImage);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        string reason;
        try
        {
            (var found, reason) = await FindAsync(names, limit.Token).ConfigureAwait(false);
            if (found is null)
                return Report();

            var bytes = await ReadAsync(names[0].WithDigest(found.Digest), definition.Options, limit.Token)
                .ConfigureAwait(false);
            var configuration = new PublishedConfiguration(bytes);
            reason =
                configuration.Label is not { } own ? "it has no digest of its inputs"
                : own != label ? "it was built from other inputs"
                : configuration.Instructions
                > instructions.Count + await CountAsync(baseImage, limit.Token).ConfigureAwait(false)
                    ? "it has more instructions"
                : "";
            if (reason.Length > 0)
                return Report();

            var isStored = await ImageStore.IsContainerdAsync(api, limit.Token).ConfigureAwait(false);
            var image = configuration.ToInspection(found, names, isStored);
            return new PublishedImage(image, found.Digest) { Layers = LayersOf(image, source.Name, baseImage) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            reason = FormattableString.Invariant($"no response within {Limit.TotalSeconds:0.#} seconds");
        }
        catch (Exception exception) when (BuildKitApi.IsFailure(exception))
        {
            reason = exception is ImagePushException refusal ? refusal.EngineMessage : exception.Message;
        }

        return Report();

        PublishedImage? Report()
        {
            var secrets = new RegistrySecrets([.. sources.Found.Values]);
            progress.ReportDetail(StatusTexts.NotPublished(names[0], secrets.Hide(reason)));
            return null;
        }
    }

    private async Task<(RegistryManifest? Found, string Reason)> FindAsync(
        IReadOnlyList<ImageReference> names,
        CancellationToken cancellationToken
    )
    {
        RegistryManifest? first = null;
        foreach (var name in names)
        {
            var credentials = await sources.FindAsync(name, cancellationToken).ConfigureAwait(false);
            var found = await images
                .FindManifestAsync(name, credentials, null, cancellationToken)
                .ConfigureAwait(false);
            if (found is null)
                return (null, $"{name} was not found");
            if (found.IsIndex)
                return (null, $"{name} is an image index");
            if (first is not null && first.Digest != found.Digest)
                return (null, $"{name} is another image");

            first ??= found;
        }

        return (first, "");
    }

    private async Task<ArraySegment<byte>> ReadAsync(
        ImageReference image,
        BuildOptions options,
        CancellationToken cancellationToken
    )
    {
        using var credentials = new BuildCredentials(sources, [image]);
        return await new RemoteConfiguration(api, credentials.FindAsync)
            .ReadAsync(image, options.Platform, cancellationToken)
            .ConfigureAwait(false);
    }

    // An image that another Dockerfile derives from the image inherits the label, and has more instructions.
    private async Task<int> CountAsync(ImageInspection? baseImage, CancellationToken cancellationToken) =>
        baseImage is null
            ? 0
            : (await api.GetHistoryAsync(baseImage.Id, cancellationToken).ConfigureAwait(false)).Count;

    private static IReadOnlyList<ImageLayer> LayersOf(
        ImageInspection image,
        string baseName,
        ImageInspection? baseImage
    ) =>
        [
            .. image.Layers.Select(
                (layer, index) => new ImageLayer(layer) { Base = index < baseImage?.Layers.Count ? baseName : null }
            ),
        ];
}
