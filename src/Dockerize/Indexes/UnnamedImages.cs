using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize.Indexes;

/// <summary>Removes images that an index build leaves without a name.</summary>
/// <param name="api">The API of the engine.</param>
internal sealed class UnnamedImages(EngineApi api)
{
    /// <summary>Removes images without a name. An engine that does not respond keeps them.</summary>
    /// <param name="built">
    /// The images of the platforms. On containerd's image store, an index keeps its images after they are removed from
    /// the list of images. In Podman, the images of an index are not removed.
    /// </param>
    /// <param name="replaced">
    /// The index that was replaced; null if there is none. In Podman, it is removed with its images.
    /// </param>
    /// <param name="cancellationToken">A token whose cancellation limits the time for the calls.</param>
    public async Task RemoveAsync(
        IEnumerable<ImageInspection> built,
        LastIndex? replaced,
        CancellationToken cancellationToken
    )
    {
        using var grace = new GracePeriod(cancellationToken);
        var ids = built.Select(image => image.Id);
        await (
            api.Podman is { } podman
                ? IgnoreFailureAsync(() => RemoveAsync(podman, ids, replaced, grace.Token))
                : RemoveAsync(ids, grace.Token)
        ).ConfigureAwait(false);
    }

    private async Task RemoveAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            await IgnoreFailureAsync(async () =>
                {
                    if (await api.InspectImageAsync(id, cancellationToken).ConfigureAwait(false) is { Tags.Count: 0 })
                        await RemoveAsync(id, cancellationToken).ConfigureAwait(false);
                })
                .ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync(
        PodmanApi podman,
        IEnumerable<string> ids,
        LastIndex? replaced,
        CancellationToken cancellationToken
    )
    {
        // The index is removed first, because Podman does not list its images as dangling.
        if (
            replaced is not null
            && await podman.IsDanglingAsync(replaced.Image.Id, cancellationToken).ConfigureAwait(false)
        )
            await podman.RemoveIndexAsync(replaced.Image.Id, cancellationToken).ConfigureAwait(false);
        foreach (var id in ids.Concat(replaced?.ImageIds ?? []).Distinct(StringComparer.Ordinal))
        {
            if (await podman.IsDanglingAsync(id, cancellationToken).ConfigureAwait(false))
                await RemoveAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    // The parents are images of build steps. The classic builder finds them only through the image.
    private Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        api.RemoveImageAsync(id, isForced: false, keepsParents: false, cancellationToken);

    private static async Task IgnoreFailureAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DockerizeException or OperationCanceledException)
        {
            // Another build or a container uses the image, or the engine stopped responding. This error must not
            // replace the result or the error of the build.
        }
    }
}
