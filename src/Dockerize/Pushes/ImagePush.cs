using Dockerize.Builds;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Pushes;

/// <summary>
/// Pushes an image under several names. If the registry rejects one name, the others are still pushed.
/// </summary>
/// <param name="api">The engine that has the image, and transfers it.</param>
internal sealed class ImagePush(EngineApi api)
{
    /// <summary>The default number of retries.</summary>
    public const int DefaultRetries = 2;

    /// <summary>
    /// The time limit for checking if the registry already has the image. After that, the image is pushed.
    /// </summary>
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(30);

    private readonly EngineImages images = new(api);

    /// <summary>
    /// The number of retries after a transient failure: a registry that is overloaded or being restarted, or a lost
    /// connection.
    /// </summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>
    /// The ids of the images to push, by name. The push of a name fails if the name refers to another image. Another
    /// build on the same engine may have moved the name. A name without an id is not checked.
    /// </summary>
    public ILookup<ImageReference, string>? ImageIds { get; init; }

    /// <summary>The full path of the build record, to which the digests are added; null if there is none.</summary>
    public string? RecordPath { get; init; }

    /// <summary>Pushes the image.</summary>
    /// <param name="names">The names, each with a tag.</param>
    /// <param name="sources">The sources of credentials for the registry of the names.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the push, also in the engine.</param>
    /// <returns>
    /// The result for each name, in the same order. If the engine fails, or a registry does not respond in time, the
    /// remaining names are not tried.
    /// </returns>
    /// <exception cref="DockerizeException">The record cannot be written, or credentials cannot be read.</exception>
    public async Task<IReadOnlyList<PushedName>> RunAsync(
        IReadOnlyList<ImageReference> names,
        CredentialSources sources,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var record = RecordPath is null ? null : BuildRecord.Load(RecordPath);
        var results = new List<PushedName>();
        var hasEngineFailed = false;
        foreach (var name in names)
        {
            if (hasEngineFailed)
            {
                results.Add(new PushedName(name, null, null));
                continue;
            }

            var credentials = await sources.FindAsync(name, cancellationToken).ConfigureAwait(false);
            try
            {
                var digest = await PushAsync(name, credentials, record?.Layers ?? [], progress, cancellationToken)
                    .ConfigureAwait(false);
                results.Add(new PushedName(name, digest, null));
            }
            catch (DockerizeException exception)
            {
                results.Add(new PushedName(name, null, exception));
                // After a timeout of the registry, each of the remaining names would also wait until the timeout.
                hasEngineFailed =
                    exception
                        is not ImagePushException
                            or ImagePushException { Failure: ImagePushFailure.RegistryTimeout };
            }

            SaveDigests(record, results);
        }

        return results;
    }

    /// <summary>Pushes one name.</summary>
    /// <param name="name">The name, with a tag.</param>
    /// <param name="credentials">The credentials for its registry.</param>
    /// <param name="layers">The layers of the image, if they are known, for progress messages.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the push, also in the engine.</param>
    /// <returns>The digest of the image in the registry.</returns>
    /// <exception cref="ImagePushException">
    /// The push failed, or the name now refers to another image in the registry or in the engine.
    /// </exception>
    /// <exception cref="EngineException">
    /// The connection to the engine was lost, or the engine stopped responding.
    /// </exception>
    public async Task<Digest> PushAsync(
        ImageReference name,
        CredentialLookup credentials,
        IReadOnlyList<ImageLayer> layers,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        progress.ReportDetail(credentials.ToString());
        var image = await InspectAsync(name, cancellationToken).ConfigureAwait(false);
        var known = image?.DigestsIn(name).ToList() ?? [];
        if (
            known.Count > 0
            && await FindPushedAsync(name, credentials, progress, cancellationToken).ConfigureAwait(false) is { } pushed
            && known.Contains(pushed)
        )
        {
            await VerifyAsync(image, name, pushed, credentials, progress, cancellationToken).ConfigureAwait(false);
            progress.ReportStatus(StatusTexts.AlreadyPushed(name, pushed));
            return pushed;
        }

        for (var retry = 1; ; retry++)
        {
            try
            {
                var digest = await images
                    .PushAsync(name, credentials, new PushPart(layers), progress, cancellationToken)
                    .ConfigureAwait(false);
                if (ImageIds is not null)
                    await InspectAsync(name, cancellationToken).ConfigureAwait(false);
                await VerifyAsync(image, name, digest, credentials, progress, cancellationToken).ConfigureAwait(false);
                return digest;
            }
            catch (ImagePushException exception) when (exception.IsTransient && retry <= Retries)
            {
                var delay = TimeSpan.FromSeconds(1 << retry);
                progress.ReportStatus(StatusTexts.Retrying(name, exception.EngineMessage, delay, retry, Retries));
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // The engine pushes only one image of an index if it does not have the others.
    private async Task VerifyAsync(
        ImageInspection? image,
        ImageReference name,
        Digest digest,
        CredentialLookup credentials,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        if (image is { IsIndex: true } && image.Id == digest.ToString())
            await new IndexVerification(api, name, credentials, progress)
                .RunAsync(digest, cancellationToken)
                .ConfigureAwait(false);
    }

    // The engine knows the digests of images that it pushed or pulled before. If the registry does not respond to the
    // check, the push reports the cause.
    private async Task<Digest?> FindPushedAsync(
        ImageReference name,
        CredentialLookup credentials,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        if (!images.CanQueryRegistries)
            return null;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CheckLimit);
        try
        {
            return await images.FindDigestAsync(name, credentials, progress, limit.Token).ConfigureAwait(false);
        }
        catch (ImagePushException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<ImageInspection?> InspectAsync(ImageReference name, CancellationToken cancellationToken)
    {
        var image = await images.FindAsync(name.Familiar, cancellationToken).ConfigureAwait(false);
        if (ImageIds?[name].FirstOrDefault() is { } id && image?.Id != id)
            throw ImagePushException.ImageReplaced(name, id, image?.Id);

        return image;
    }

    private void SaveDigests(BuildRecord? record, List<PushedName> results)
    {
        if (record is null)
            return;

        var digests = record.Digests.ToDictionary(digest => digest.Key, digest => digest.Value, StringComparer.Ordinal);
        foreach (var result in results)
        {
            if (result.Digest is { } digest)
                digests[result.Name.Familiar] = digest.ToString();
            else
                digests.Remove(result.Name.Familiar);
        }

        (record with { Digests = digests }).Save(RecordPath!);
    }
}
