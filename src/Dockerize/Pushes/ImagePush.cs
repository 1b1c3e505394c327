using System.Globalization;
using Dockerize.Builds;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Pushes;

/// <summary>A push of one image under several names. Each is tried, whatever becomes of the others: what is said at the end of one is true of that one.</summary>
/// <param name="engine">The engine that has the image, and does the transfer.</param>
internal sealed class ImagePush(DockerEngine engine)
{
    /// <summary>How often a name is tried again, unless somebody says otherwise.</summary>
    public const int DefaultRetries = 2;

    /// <summary>How often a name is tried again after a failure that may pass: a registry that is overloaded or being restarted, a connection that broke.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>The ids of the images that are to be pushed, by name; of a name without one, whichever has it. A name is nobody's own: another build on the same engine may take it.</summary>
    public ILookup<ImageReference, string>? ImageIds { get; init; }

    /// <summary>The full path of the file that says what was built; the digests are added to it. Null: there is none.</summary>
    public string? RecordPath { get; init; }

    /// <summary>Pushes.</summary>
    /// <param name="names">The names, each with a tag.</param>
    /// <param name="sources">Where to look for the credentials of their registry.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends it in the engine too.</param>
    /// <returns>What became of each name, in their order. When the engine itself fails, the names after that are not tried.</returns>
    /// <exception cref="DockerizeException">DKZ1002: the record cannot be written; DKZ3004, DKZ3010: the credentials cannot be read.</exception>
    public async Task<IReadOnlyList<PushedName>> RunAsync(
        IReadOnlyList<ImageReference> names,
        CredentialSources sources,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var record = RecordPath is null ? null : BuildRecord.Load(RecordPath);
        var results = new List<PushedName>();
        var isEngineThere = true;
        foreach (var name in names)
        {
            if (!isEngineThere)
            {
                results.Add(new PushedName(name, null, null));
                continue;
            }

            var credentials = await sources.FindAsync(name, cancellationToken).ConfigureAwait(false);
            try
            {
                var digest = await PushAsync(name, credentials, record?.Layers ?? [], progress, cancellationToken).ConfigureAwait(false);
                results.Add(new PushedName(name, digest, null));
            }
            catch (DockerizeException exception)
            {
                results.Add(new PushedName(name, null, exception));
                isEngineThere = exception is ImagePushException;
            }

            Remember(record, results);
        }

        return results;
    }

    /// <summary>Pushes one name.</summary>
    /// <returns>The digest under which the registry has it.</returns>
    /// <exception cref="ImagePushException">DKZ3002: the push failed; DKZ3003: it ended without a digest; DKZ3005: the registry has something else under that name; DKZ3007: the engine has, before or after the push.</exception>
    /// <exception cref="DockerizeException">DKZ2003: the connection to the engine broke; DKZ2013: it stopped answering.</exception>
    internal async Task<string> PushAsync(
        ImageReference name, CredentialLookup credentials, IReadOnlyList<ImageLayer> layers, IProgress<ProgressMessage>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new(ProgressImportance.Low, credentials.ToString()));
        if (await FindAsync(name, credentials, cancellationToken).ConfigureAwait(false) is { } there)
        {
            progress?.Report(new(ProgressImportance.High, $"{name} is in the registry already ({there})"));
            return there;
        }

        for (var retry = 1; ; retry++)
        {
            try
            {
                var digest = await engine.PushAsync(name, credentials, layers, progress, cancellationToken).ConfigureAwait(false);
                if (ImageIds is not null)
                    await InspectAsync(name, cancellationToken).ConfigureAwait(false);
                return digest;
            }
            catch (ImagePushException exception) when (exception.IsTransient && retry <= Retries)
            {
                var pause = TimeSpan.FromSeconds(1 << retry);
                progress?.Report(new(ProgressImportance.High, string.Format(
                    CultureInfo.InvariantCulture, "{0}: {1}. Trying again in {2} seconds ({3} of {4})", name, exception.EngineMessage.TrimEnd('.'), pause.TotalSeconds, retry, Retries)));
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // An engine knows the digest of what it pushed before, or pulled. Why a registry does not answer the push finds out as well, and says it better.
    private async Task<string?> FindAsync(ImageReference name, CredentialLookup credentials, CancellationToken cancellationToken)
    {
        var known = (await InspectAsync(name, cancellationToken).ConfigureAwait(false))?.DigestsIn(name).ToList() ?? [];
        if (known.Count == 0 || !engine.CanAskRegistries)
            return null;
        try
        {
            return await engine.FindDigestAsync(name, credentials, cancellationToken).ConfigureAwait(false) is { } there && known.Contains(there) ? there : null;
        }
        catch (ImagePushException)
        {
            return null;
        }
    }

    private async Task<ImageInspection?> InspectAsync(ImageReference name, CancellationToken cancellationToken)
    {
        var image = await engine.InspectAsync(name.Familiar, cancellationToken).ConfigureAwait(false);
        return ImageIds?[name].FirstOrDefault() is not { } own || image?.Id == own ? image : throw ImagePushException.ImageReplaced(name, own, image?.Id);
    }

    private void Remember(BuildRecord? record, List<PushedName> results)
    {
        if (record is null)
            return;
        var digests = record.Digests.ToDictionary(digest => digest.Key, digest => digest.Value, StringComparer.Ordinal);
        foreach (var result in results)
        {
            if (result.Digest is null)
                digests.Remove(result.Name.Familiar);
            else
                digests[result.Name.Familiar] = result.Digest;
        }

        (record with { Digests = digests }).Save(RecordPath!);
    }
}
