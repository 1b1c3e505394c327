using System.Globalization;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Pushes;

/// <summary>
/// Pushes images under names that they do not have in the engine: an engine pushes names, so that the image gets the
/// name for the time of the push. Afterwards the name refers to the image that it referred to before.
/// </summary>
/// <remarks>
/// Pushes through one object wait for each other where they use the same name. A push through another object, or by
/// another process, that takes the name during the push makes it fail with
/// <see cref="ImagePushFailure.ImageReplaced"/>.
/// </remarks>
/// <param name="api">The engine.</param>
internal sealed class TaggedPush(EngineApi api)
{
    private const int TicksPerMicrosecond = 10;

    // An engine deletes an image with its last name: two restorations that each see the name of the other must not both
    // remove theirs. Nor must two tags of the time be the same. Both hold for all objects of the process, since
    // DockerImages.PushAsync connects for each call.
    private static readonly KeyedLock RestorationLock = new();
    private static readonly object ClockLock = new();
    private static DateTime lastTime;

    // Two pushes at once under one name would push the same image.
    private readonly KeyedLock nameLock = new();

    /// <summary>A tag with the current time. Every call returns another one.</summary>
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
    /// <param name="image">The id of the image, or a name that the engine knows.</param>
    /// <param name="name">The name to push it under, with a tag.</param>
    /// <param name="options">The sources of credentials, and the number of retries.</param>
    /// <param name="progress">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the push, in the engine too.</param>
    /// <returns>The digest under which the registry has the image.</returns>
    /// <exception cref="ImagePushException">The push failed.</exception>
    /// <exception cref="EngineException">
    /// The engine does not have the image, stopped answering, or the connection broke.
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
        var id = (await api.InspectImageAsync(image, cancellationToken).ConfigureAwait(false))?.Id;
        var before = await api.InspectImageAsync(name.Familiar, cancellationToken).ConfigureAwait(false);
        try
        {
            // The engine completes a call that was cancelled. Only after its answer the names to restore are known.
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
        // An engine that is removing other images takes a while.
        limit.CancelAfter(EngineConnection.PingTimeout);
        try
        {
            var current = await api.InspectImageAsync(name.Familiar, limit.Token).ConfigureAwait(false);
            if (current?.Id == before?.Id)
                return;

            // A name that refers to a third image was taken by another push or build, and belongs to it now.
            if (id is not null && current is not null && current.Id != id)
                return;

            if (before is not null)
                await api.TagImageAsync(before.Id, name, limit.Token).ConfigureAwait(false);
            else if (current!.Tags.Count > 1)
                await api.RemoveImageAsync(name.Familiar, isForced: false, keepsParents: true, limit.Token)
                    .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DockerizeException or OperationCanceledException)
        {
            // The result of the push counts, and an engine that does not answer cannot restore a name.
        }
    }
}
