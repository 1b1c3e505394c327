using System.Globalization;
using Dockerize.Builds;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Pushes;

/// <summary>A push of one image under several names. Each name is tried, whether or not others fail.</summary>
/// <param name="api">The engine that has the image, and transfers it.</param>
internal sealed class ImagePush(EngineApi api)
{
    /// <summary>The default number of retries.</summary>
    public const int DefaultRetries = 2;

    /// <summary>The limit of the query whether the registry already has the image. A push answers it too.</summary>
    private static readonly TimeSpan QuestionLimit = TimeSpan.FromSeconds(30);

    private readonly EngineImages images = new(api);

    /// <summary>
    /// The number of retries after a transient failure: a registry that is overloaded or being restarted, or a broken
    /// connection.
    /// </summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>
    /// The ids of the images to push, by name. A name without an id is pushed whichever image has it: another build on
    /// the same engine may take the name.
    /// </summary>
    public ILookup<ImageReference, string>? ImageIds { get; init; }

    /// <summary>
    /// The full path of the record of the build, to which the digests are added; null if there is none.
    /// </summary>
    public string? RecordPath { get; init; }

    /// <summary>Pushes the image.</summary>
    /// <param name="names">The names, each with a tag.</param>
    /// <param name="sources">The sources of credentials for their registry.</param>
    /// <param name="progress">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the push, in the engine too.</param>
    /// <returns>
    /// The result for each name, in their order. If the engine itself fails, or a registry does not answer in time, the
    /// names after that are not tried.
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
                // Other names would wait for the same registry as long.
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
    /// <param name="layers">The layers of the image, as far as they are known, for progress messages.</param>
    /// <param name="progress">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the push, in the engine too.</param>
    /// <returns>The digest under which the registry has the image.</returns>
    /// <exception cref="ImagePushException">
    /// The push failed, or the name refers to another image, in the registry or in the engine.
    /// </exception>
    /// <exception cref="EngineException">
    /// The connection to the engine broke, or the engine stopped answering.
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
        if (await FindPushedAsync(name, credentials, progress, cancellationToken).ConfigureAwait(false) is { } pushed)
        {
            progress.ReportStatus($"{name} is already in the registry ({pushed})");
            return pushed;
        }

        for (var retry = 1; ; retry++)
        {
            try
            {
                var digest = await images
                    .PushAsync(name, credentials, layers, progress, cancellationToken)
                    .ConfigureAwait(false);
                if (ImageIds is not null)
                    await InspectAsync(name, cancellationToken).ConfigureAwait(false);
                return digest;
            }
            catch (ImagePushException exception) when (exception.IsTransient && retry <= Retries)
            {
                var delay = TimeSpan.FromSeconds(1 << retry);
                progress.ReportStatus(
                    string.Format(
                        CultureInfo.InvariantCulture,
                        "Retrying {0} in {1} seconds ({2} of {3}): {4}",
                        name,
                        delay.TotalSeconds,
                        retry,
                        Retries,
                        exception.EngineMessage
                    )
                );
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // An engine knows the digests of images that it pushed before, or pulled. If the registry does not answer, the push
    // reports why.
    private async Task<Digest?> FindPushedAsync(
        ImageReference name,
        CredentialLookup credentials,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var image = await InspectAsync(name, cancellationToken).ConfigureAwait(false);
        var known = image?.DigestsIn(name).ToList() ?? [];
        if (known.Count == 0 || !images.CanQueryRegistries)
            return null;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(QuestionLimit);
        try
        {
            var found = await images.FindDigestAsync(name, credentials, progress, limit.Token).ConfigureAwait(false);
            return found is { } digest && known.Contains(digest) ? digest : null;
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
        var image = await api.InspectImageAsync(name.Familiar, cancellationToken).ConfigureAwait(false);
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
