using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Indexes;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Pushes;

/// <summary>
/// Checks that a registry has the images of a pushed image index. A registry can accept an index without its images.
/// Images that are missing are pushed again.
/// </summary>
/// <param name="api">The engine that pushed the index, which has containerd's image store.</param>
/// <param name="name">The name under which the index was pushed.</param>
/// <param name="credentials">The credentials for the registry.</param>
/// <param name="progress">The receiver of progress messages; null for none.</param>
internal sealed class IndexVerification(
    EngineApi api,
    ImageReference name,
    CredentialLookup credentials,
    IProgress<ProgressMessage>? progress
)
{
    private const int ShortDigest = 12;

    private readonly EngineImages images = new(api);

    /// <summary>Checks the images of the index.</summary>
    /// <param name="index">The digest of the index.</param>
    /// <param name="cancellationToken">A token that cancels the calls.</param>
    /// <exception cref="ImagePushException">
    /// The registry does not have an image, and did not store it in another push.
    /// </exception>
    public async Task RunAsync(Digest index, CancellationToken cancellationToken)
    {
        var answer = await api.InspectManifestsAsync($"{index}", withManifests: true, cancellationToken)
            .ConfigureAwait(false);
        var missing = await FindMissingAsync(IndexAnswers.Read($"{index}", answer), cancellationToken)
            .ConfigureAwait(false);
        foreach (var entry in missing)
            await PushAsync(index, entry, cancellationToken).ConfigureAwait(false);

        var remaining = await FindMissingAsync(missing, cancellationToken).ConfigureAwait(false);
        if (remaining.Count > 0)
            throw ImagePushException.PlatformsMissing(name, [.. remaining.Select(entry => entry.Platform)]);
    }

    private async Task<IReadOnlyList<IndexEntry>> FindMissingAsync(
        IEnumerable<IndexEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var missing = new List<IndexEntry>();
        foreach (var entry in entries)
        {
            try
            {
                var found = await images
                    .FindDigestAsync(name.WithDigest(entry.Digest), credentials, progress, cancellationToken)
                    .ConfigureAwait(false);
                if (found is null)
                    missing.Add(entry);
            }
            catch (ImagePushException exception)
            {
                // Credentials that allow push do not always allow pull.
                progress.ReportStatus(StatusTexts.NotVerified(name, exception.EngineMessage));
                return missing;
            }
        }

        return missing;
    }

    // The engine pushes by name, and a push of one image would replace the index in the registry. The tag depends on
    // the image, so that the registry has at most one such tag for each image.
    private async Task PushAsync(Digest index, IndexEntry entry, CancellationToken cancellationToken)
    {
        progress.ReportStatus(StatusTexts.PushingAgain(name, entry.Platform));
        var temporary = name.WithTag($"dockerize-{entry.Digest.Hex.Substring(0, ShortDigest)}");
        using var grace = new GracePeriod(cancellationToken);
        try
        {
            await api.TagImageAsync($"{index}", temporary, grace.Token).ConfigureAwait(false);
            await images
                .PushAsync(temporary, credentials, new PushPart([], entry.Platform), progress, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            await RemoveAsync(temporary, grace.Token).ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync(ImageReference temporary, CancellationToken cancellationToken)
    {
        try
        {
            await api.RemoveImageAsync(temporary.Familiar, isForced: false, keepsParents: true, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DockerizeException or OperationCanceledException)
        {
            // This error must not replace the result or the error of the push. The engine keeps the temporary name.
        }
    }
}
