using System.Globalization;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Pushes;

/// <summary>
/// Pushes images under names that they do not have in the engine. An engine pushes by name, so the image gets the name
/// during the push. After the push, the name refers to its previous image again, or is removed.
/// </summary>
/// <remarks>
/// Pushes of the same name through one object wait for each other. If another object or process moves the name to
/// another image during the push, the push fails with <see cref="ImagePushFailure.ImageReplaced"/>.
/// </remarks>
/// <param name="api">The API of the engine.</param>
internal sealed class TaggedPush(EngineApi api)
{
    private const int TicksPerMicrosecond = 10;

    // An engine deletes an image with its last name. Two pushes of an image that end at the same time must not remove
    // both of its names. Two tags with the current time must not be equal either. The locks are static, because
    // DockerImages.PushAsync creates a connection for each call.
    private static readonly KeyedLock RestorationLock = new();
    private static readonly object ClockLock = new();
    private static DateTime lastTime;

    private readonly EngineImages images = new(api);

    // Two simultaneous pushes under one name would push the same image.
    private readonly KeyedLock nameLock = new();

    /// <summary>A tag with the current time in UTC. Every call returns a different tag.</summary>
    public static string CreateTag()
    {
        lock (ClockLock)
        {
            // DateTime.UtcNow may return the same value twice.
            var (now, next) = (DateTime.UtcNow, lastTime.AddTicks(TicksPerMicrosecond));
            lastTime = now > next ? now : next;
            return lastTime.ToString("yyyy-MM-dd't'HH-mm-ss-ffffff", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Pushes an image.</summary>
    /// <param name="image">The image id, or a name of the image in the engine.</param>
    /// <param name="name">The name to push it under, with a tag.</param>
    /// <param name="options">The credentials and the number of retries.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the push, also in the engine.</param>
    /// <returns>The digest of the image in the registry.</returns>
    /// <exception cref="ImagePushException">The push failed.</exception>
    /// <exception cref="EngineException">
    /// The engine does not have the image or stopped responding, or the connection was lost.
    /// </exception>
    public async Task<Digest> PushAsync(
        string image,
        ImageReference name,
        PushOptions options,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        using var held = await nameLock.TakeAsync(name.Canonical, cancellationToken).ConfigureAwait(false);
        var id = (await images.FindAsync(image, cancellationToken).ConfigureAwait(false))?.Id;
        var before = await images.FindAsync(name.Familiar, cancellationToken).ConfigureAwait(false);
        try
        {
            // The engine completes a call even if it is canceled. A cancellation therefore waits for the response,
            // because the name can be restored only after it.
            using (var grace = new GracePeriod(cancellationToken))
                await api.TagImageAsync(image, name, grace.Token).ConfigureAwait(false);

            var credentials = await options.FindCredentialsAsync(name, cancellationToken).ConfigureAwait(false);
            var push = new ImagePush(api)
            {
                Retries = options.Retries,
                ImageIds = id is null ? null : new[] { name }.ToLookup(each => each, _ => id),
            };
            return await push.PushAsync(name, credentials, [], progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await RestoreAsync(name, id, before, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RestoreAsync(
        ImageReference name,
        string? id,
        ImageInspection? before,
        CancellationToken cancellationToken
    )
    {
        using var held = await RestorationLock
            .TakeAsync($"{api.Endpoint}", CancellationToken.None)
            .ConfigureAwait(false);
        using var grace = new GracePeriod(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(grace.Token);
        // An engine that is removing other images responds slowly.
        limit.CancelAfter(EngineConnection.PingTimeout);
        try
        {
            var current = await images.FindAsync(name.Familiar, limit.Token).ConfigureAwait(false);
            if (current?.Id == before?.Id)
                return;

            // If the name refers to a third image, another push or build has moved it, and it is not changed.
            if (id is not null && current is not null && current.Id != id)
                return;

            if (before is not null)
                await images.TagAsync(before, name, limit.Token).ConfigureAwait(false);
            else if (current!.Tags.Count > 1)
                await images
                    .RemoveAsync(name.Familiar, isForced: false, keepsParents: true, limit.Token)
                    .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DockerizeException or OperationCanceledException)
        {
            // This error must not replace the result of the push. An engine that does not respond cannot restore a
            // name.
        }
    }
}
