using Dockerize.Engines;
using Dockerize.Images;
using Newtonsoft.Json.Linq;

namespace Dockerize.Indexes;

/// <summary>
/// Creates image indexes (multi-platform images) from images of an engine. The index gets its name last, so that an
/// error or a cancellation leaves an existing tag unchanged.
/// </summary>
/// <param name="api">The API of the engine.</param>
internal sealed class ImageIndex(EngineApi api)
{
    // Two calls can create the same index. After a cancellation, one call must not remove an index that the other call
    // has not named yet.
    private static readonly KeyedLock IndexLock = new();

    /// <summary>Returns the images of a caller as a list.</summary>
    /// <exception cref="ArgumentNullException">The images are null.</exception>
    /// <exception cref="ArgumentException">There are no images, or an image is empty or invalid.</exception>
    public static IReadOnlyList<string> RequireImages(IEnumerable<string> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var list = images.ToList();
        if (list.Count == 0 || list.Exists(string.IsNullOrWhiteSpace))
            throw new ArgumentException("The list of images is empty, or an image in it is empty.", nameof(images));

        return list.Find(image => !ImageRoute.IsValid(image)) is { } invalid
            ? throw new ArgumentException($"Invalid image '{invalid}'.", nameof(images))
            : list;
    }

    /// <summary>
    /// The id of an index that contains some of the images; null if there is none. On containerd's image store, these
    /// images are specified by the digests of their manifests, and need not be in the list of images.
    /// </summary>
    public string? PreviousId { get; init; }

    /// <summary>The annotations of the index.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The attestations about the images. Podman does not store them.</summary>
    public IReadOnlyList<ImageAttestation> Attestations { get; init; } = [];

    /// <summary>Checks that the engine can store an index.</summary>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <exception cref="ImageIndexUnsupportedException">The engine cannot store an index.</exception>
    public async Task RequireSupportAsync(CancellationToken cancellationToken)
    {
        if (api.Info.IsPodman)
            return;

        var hasContainerdStore = await ImageStore.IsContainerdAsync(api, cancellationToken).ConfigureAwait(false);
        if (!hasContainerdStore || api.Info.ApiVersion < EngineApi.FirstWithManifests)
            throw new ImageIndexUnsupportedException(api.Endpoint, hasContainerdStore, api.Info.ApiVersion);
    }

    /// <summary>True if the engine can store an index with attestations.</summary>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public async Task<bool> SupportsAttestationsAsync(CancellationToken cancellationToken) =>
        !api.Info.IsPodman
        && api.Info.ApiVersion >= EngineApi.FirstWithManifests
        && await ImageStore.IsContainerdAsync(api, cancellationToken).ConfigureAwait(false);

    /// <summary>Creates an index. <see cref="RequireSupportAsync"/> must be called before.</summary>
    /// <param name="names">The names of the index; without a tag, <c>latest</c> is used.</param>
    /// <param name="images">References or image ids. Each platform must occur only once.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The digest of the index.</returns>
    /// <exception cref="DuplicatePlatformException">Two images are for the same platform.</exception>
    /// <exception cref="EngineException">
    /// The engine does not have an image or stopped responding, or the connection was lost.
    /// </exception>
    public async Task<Digest> CreateAsync(
        IReadOnlyList<ImageReference> names,
        IReadOnlyList<string> images,
        CancellationToken cancellationToken
    )
    {
        var entries = await ReadAsync(images, cancellationToken).ConfigureAwait(false);
        if (api.Podman is { } podman)
            return await CreateAsync(podman, names, entries, cancellationToken).ConfigureAwait(false);

        var layout = IndexLayout.Create(entries, Annotations, Attestations);
        await LoadAsync(layout, names, cancellationToken).ConfigureAwait(false);
        return layout.Digest;
    }

    /// <summary>Reads an index.</summary>
    /// <param name="id">The id of the index.</param>
    /// <param name="name">A name of the index.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>JSON in the format of the OCI image specification.</returns>
    public async Task<string> ReadAsync(string id, ImageReference name, CancellationToken cancellationToken) =>
        api.Podman is { } podman
            ? IndexLayout.Read(await podman.GetIndexAsync(name, cancellationToken).ConfigureAwait(false)).Content
            : IndexLayout
                .Create(await ReadAsync(id, cancellationToken).ConfigureAwait(false), Annotations, Attestations)
                .Content;

    // Podman adds images to an index one by one, so the index is created under a temporary name.
    private async Task<Digest> CreateAsync(
        PodmanApi podman,
        IReadOnlyList<ImageReference> names,
        IEnumerable<IndexEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var temporary = names[0].WithTag($"dockerize-{Guid.NewGuid():N}");
        // With ids, Podman does not search for the images in registries.
        var ids = entries.OrderBy(entry => $"{entry.Platform}", StringComparer.Ordinal).Select(entry => entry.Id);
        using var grace = new GracePeriod(cancellationToken);
        try
        {
            await podman.CreateIndexAsync(temporary, ids, grace.Token).ConfigureAwait(false);
            if (Annotations.Count > 0)
                await podman.AnnotateIndexAsync(temporary, Annotations, grace.Token).ConfigureAwait(false);
            var manifests = await podman.GetIndexAsync(temporary, grace.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var name in names)
            {
                // If the named index is already equal, it is kept. Otherwise, it would remain in Podman without a name.
                var isCurrent =
                    await podman.FindIndexAsync(name, grace.Token).ConfigureAwait(false) is not null
                    && JToken.DeepEquals(
                        manifests,
                        await podman.GetIndexAsync(name, grace.Token).ConfigureAwait(false)
                    );
                if (!isCurrent)
                    await api.TagImageAsync(temporary.Canonical, name, grace.Token).ConfigureAwait(false);
            }

            return IndexLayout.Read(manifests).Digest;
        }
        finally
        {
            // A failed creation can leave a list with some of the images.
            await IgnoreFailureAsync(() => podman.RemoveIndexAsync(temporary, grace.Token)).ConfigureAwait(false);
        }
    }

    private async Task LoadAsync(
        IndexLayout layout,
        IReadOnlyList<ImageReference> names,
        CancellationToken cancellationToken
    )
    {
        var id = $"{layout.Digest}";
        using var held = await IndexLock.TakeAsync($"{api.Endpoint} {id}", cancellationToken).ConfigureAwait(false);
        using var grace = new GracePeriod(cancellationToken);
        var isNew = await api.InspectImageAsync(id, cancellationToken).ConfigureAwait(false) is null;
        var isTagged = false;
        try
        {
            if (isNew)
                await LoadAsync(layout, grace.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var name in names)
            {
                await api.TagImageAsync(id, name, grace.Token).ConfigureAwait(false);
                isTagged = true;
            }
        }
        finally
        {
            if (isNew && !isTagged)
                await IgnoreFailureAsync(() => RemoveUnnamedAsync(id, grace.Token)).ConfigureAwait(false);
        }
    }

    private async Task LoadAsync(IndexLayout layout, CancellationToken cancellationToken)
    {
        var errors = new ErrorReader();
        await api.LoadImagesAsync(layout.ToArchive(), errors, cancellationToken).ConfigureAwait(false);
        if (errors.Error is { } error)
            throw new EngineRefusedException(api.Endpoint, error);
    }

    private async Task RemoveUnnamedAsync(string id, CancellationToken cancellationToken)
    {
        if (await api.InspectImageAsync(id, cancellationToken).ConfigureAwait(false) is { Tags.Count: 0 })
            await api.RemoveImageAsync(id, isForced: false, keepsParents: true, cancellationToken)
                .ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<IndexEntry>> ReadAsync(
        IReadOnlyList<string> images,
        CancellationToken cancellationToken
    )
    {
        var previous = PreviousId is null ? [] : await ReadAsync(PreviousId, cancellationToken).ConfigureAwait(false);
        var found = new List<IndexEntry>();
        foreach (var image in images)
        {
            var known = previous.Where(entry => entry.Digest.ToString() == image).ToList();
            found.AddRange(known.Count > 0 ? known : await ReadAsync(image, cancellationToken).ConfigureAwait(false));
        }

        var duplicate = found
            .GroupBy(entry => (entry.Platform, entry.OsVersion))
            .FirstOrDefault(entries => entries.Count() > 1);
        return duplicate is null
            ? found
            : throw new DuplicatePlatformException(duplicate.Key.Platform, [.. duplicate.Select(entry => entry.Image)]);
    }

    private async Task<IReadOnlyList<IndexEntry>> ReadAsync(string image, CancellationToken cancellationToken)
    {
        var withManifests = !api.Info.IsPodman;
        var answer = await api.InspectManifestsAsync(image, withManifests, cancellationToken).ConfigureAwait(false);
        var entries = withManifests ? IndexAnswers.Read(image, answer) : [IndexAnswers.ReadPodman(image, answer)];
        return entries.All(entry => entry.IsComplete(withManifests))
            ? entries
            : throw EngineConnectionException.NotAnEngine(api.Endpoint);
    }

    // This error must not replace the error or the result of the creation.
    private static async Task IgnoreFailureAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DockerizeException or OperationCanceledException)
        {
            // The engine keeps an index of about 2 kB: without a name, or in Podman with its temporary name.
        }
    }

    private sealed class ErrorReader : IProgress<EngineMessage>
    {
        public string? Error { get; private set; }

        public void Report(EngineMessage value) => Error ??= value.Error;
    }
}
