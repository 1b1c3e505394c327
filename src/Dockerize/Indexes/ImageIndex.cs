using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Pushes;
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

    /// <summary>Creates an index.</summary>
    /// <param name="name">The name of the index; without a tag, <c>latest</c> is used.</param>
    /// <param name="images">References or image ids. Each platform must occur only once.</param>
    /// <param name="annotations">The annotations of the index.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The digest of the index.</returns>
    /// <exception cref="ImageIndexUnsupportedException">The engine cannot store an index.</exception>
    /// <exception cref="DuplicatePlatformException">Two images are for the same platform.</exception>
    /// <exception cref="EngineException">
    /// The engine does not have an image or stopped responding, or the connection was lost.
    /// </exception>
    public async Task<Digest> CreateAsync(
        ImageReference name,
        IReadOnlyList<string> images,
        IReadOnlyDictionary<string, string> annotations,
        CancellationToken cancellationToken
    )
    {
        if (api.Podman is null)
            await RequireStoreAsync(cancellationToken).ConfigureAwait(false);
        var entries = await ReadAsync(images, withManifests: api.Podman is null, cancellationToken)
            .ConfigureAwait(false);
        if (api.Podman is { } podman)
            return await CreateAsync(podman, name, entries, annotations, cancellationToken).ConfigureAwait(false);

        var layout = IndexLayout.Create(entries, annotations);
        await LoadAsync(layout, name, cancellationToken).ConfigureAwait(false);
        return layout.Digest;
    }

    // Podman adds images to an index one by one, so the index is created under a temporary name.
    private async Task<Digest> CreateAsync(
        PodmanApi podman,
        ImageReference name,
        IEnumerable<IndexEntry> entries,
        IReadOnlyDictionary<string, string> annotations,
        CancellationToken cancellationToken
    )
    {
        var temporary = name.WithTag($"dockerize-{Guid.NewGuid():N}");
        // With ids, Podman does not search for the images in registries.
        var ids = entries.OrderBy(entry => $"{entry.Platform}", StringComparer.Ordinal).Select(entry => entry.Id);
        using var grace = new GracePeriod(cancellationToken);
        try
        {
            await podman.CreateIndexAsync(temporary, ids, grace.Token).ConfigureAwait(false);
            if (annotations.Count > 0)
                await podman.AnnotateIndexAsync(temporary, annotations, grace.Token).ConfigureAwait(false);
            var manifests = await podman.GetIndexAsync(temporary, grace.Token).ConfigureAwait(false);
            // If the named index is already equal, it is kept. Otherwise, it would remain in Podman without a name.
            var isCurrent =
                await podman.FindIndexAsync(name, grace.Token).ConfigureAwait(false) is not null
                && JToken.DeepEquals(manifests, await podman.GetIndexAsync(name, grace.Token).ConfigureAwait(false));
            cancellationToken.ThrowIfCancellationRequested();
            if (!isCurrent)
                await api.TagImageAsync(temporary.Canonical, name, grace.Token).ConfigureAwait(false);
            return IndexLayout.Read(manifests).Digest;
        }
        finally
        {
            // A failed creation can leave a list with some of the images.
            await IgnoreFailureAsync(() => podman.RemoveIndexAsync(temporary, grace.Token)).ConfigureAwait(false);
        }
    }

    private async Task LoadAsync(IndexLayout layout, ImageReference name, CancellationToken cancellationToken)
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
            await api.TagImageAsync(id, name, grace.Token).ConfigureAwait(false);
            isTagged = true;
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

    private async Task RequireStoreAsync(CancellationToken cancellationToken)
    {
        var hasContainerdStore = await ImageStore.IsContainerdAsync(api, cancellationToken).ConfigureAwait(false);
        if (!hasContainerdStore || api.Info.ApiVersion < EngineApi.FirstWithManifests)
            throw new ImageIndexUnsupportedException(api.Endpoint, hasContainerdStore, api.Info.ApiVersion);
    }

    private async Task<IReadOnlyList<IndexEntry>> ReadAsync(
        IReadOnlyList<string> images,
        bool withManifests,
        CancellationToken cancellationToken
    )
    {
        var found = new List<IndexEntry>();
        foreach (var image in images)
        {
            var answer = await api.InspectManifestsAsync(image, withManifests, cancellationToken).ConfigureAwait(false);
            var entries = withManifests ? IndexAnswers.Read(image, answer) : [IndexAnswers.ReadPodman(image, answer)];
            if (entries.Any(entry => !entry.IsComplete(withManifests)))
                throw EngineConnectionException.NotAnEngine(api.Endpoint);
            found.AddRange(entries);
        }

        var duplicate = found
            .GroupBy(entry => (entry.Platform, entry.OsVersion))
            .FirstOrDefault(entries => entries.Count() > 1);
        return duplicate is null
            ? found
            : throw new DuplicatePlatformException(duplicate.Key.Platform, [.. duplicate.Select(entry => entry.Image)]);
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
