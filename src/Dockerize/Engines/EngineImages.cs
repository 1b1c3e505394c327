using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Engines;

/// <summary>Operations on images that consist of several API calls.</summary>
/// <param name="api">The API of the engine.</param>
internal sealed class EngineImages(EngineApi api)
{
    /// <summary>True if the engine can look up a digest in a registry. Podman does not support this.</summary>
    public bool CanQueryRegistries => !api.Info.IsPodman;

    /// <summary>
    /// Finds the image or the image index that a name refers to. Podman's inspection of an index returns the image for
    /// its platform, which would be tagged or removed instead of the index.
    /// </summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="cancellationToken">A token that cancels the calls.</param>
    /// <returns>The properties of the image or the index; null if the engine does not have it.</returns>
    public async Task<ImageInspection?> FindAsync(string image, CancellationToken cancellationToken)
    {
        var found = await api.InspectImageAsync(image, cancellationToken).ConfigureAwait(false);
        if (await FindPodmanIndexAsync(image, cancellationToken).ConfigureAwait(false) is not { } index)
            return found;

        found ??= new ImageInspection
        {
            Id = "",
            Os = "",
            Architecture = "",
        };
        return found with { Id = index.Id, Tags = index.Tags, Digests = [], IsPodmanIndex = true };
    }

    /// <summary>Adds a name to an image or an image index.</summary>
    public Task TagAsync(ImageInspection image, ImageReference name, CancellationToken cancellationToken) =>
        image.IsPodmanIndex
            ? api.Podman!.TagIndexAsync(image.Id, name, cancellationToken)
            : api.TagImageAsync(image.Id, name, cancellationToken);

    /// <summary>
    /// Removes a name of an image or an image index. Podman's Docker API would remove an image of the index instead.
    /// </summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="isForced">True to remove an image that has several names or that a stopped container uses.</param>
    /// <param name="keepsParents">True to keep the parent images that have no name.</param>
    /// <param name="cancellationToken">A token that cancels the calls.</param>
    public async Task RemoveAsync(string image, bool isForced, bool keepsParents, CancellationToken cancellationToken)
    {
        var isIndex = await FindPodmanIndexAsync(image, cancellationToken).ConfigureAwait(false) is not null;
        await (
            isIndex
                ? api.Podman!.RemoveIndexAsync(ImageReference.Parse(image), cancellationToken)
                : api.RemoveImageAsync(image, isForced, keepsParents, cancellationToken)
        ).ConfigureAwait(false);
    }

    /// <summary>Ensures that the engine has an image that a build starts from, and pulls it if necessary.</summary>
    /// <param name="source">The image, its platform and its pull policy.</param>
    /// <param name="credentials">A function that looks up the credentials for a pull.</param>
    /// <param name="progress">The receiver of the progress messages of a pull.</param>
    /// <param name="cancellationToken">A token that cancels the pull.</param>
    /// <exception cref="ImageUnavailableException">
    /// The image cannot be pulled, or its pull policy is <see cref="PullPolicy.Never"/>.
    /// </exception>
    /// <exception cref="PlatformMismatchException">The image is for another platform.</exception>
    public async Task<ImageInspection> EnsureAsync(
        ImageSource source,
        Func<CancellationToken, Task<CredentialLookup>> credentials,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var image =
            source.Policy == PullPolicy.Always
                ? null
                : await InspectAsync(source, cancellationToken).ConfigureAwait(false);
        if (image is null && source.Policy == PullPolicy.Never)
            throw new ImageUnavailableException(source.Image);

        if (image is null || (source.Policy != PullPolicy.Never && !source.IsSatisfiedBy(image)))
        {
            var lookup = await credentials(cancellationToken).ConfigureAwait(false);
            progress.ReportDetail(lookup.ToString());
            image = await PullAsync(source, lookup, progress, cancellationToken).ConfigureAwait(false);
        }

        return source.IsSatisfiedBy(image)
            ? image
            : throw new PlatformMismatchException(source.Image, image.Platform, source.ParsedPlatform!.Value);
    }

    /// <summary>Pulls an image.</summary>
    /// <param name="source">The image and its platform.</param>
    /// <param name="credentials">The credentials for its registry; null for an anonymous pull.</param>
    /// <param name="progress">The receiver of progress messages.</param>
    /// <param name="cancellationToken">A token that cancels the pull.</param>
    /// <exception cref="ImageUnavailableException">The image cannot be pulled.</exception>
    /// <exception cref="RegistryTimeoutException">
    /// The registry did not respond to the engine within the timeout.
    /// </exception>
    public async Task<ImageInspection> PullAsync(
        ImageSource source,
        CredentialLookup? credentials = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var image = source.Image;
        progress.ReportStatus(StatusTexts.Pulling(image));
        var secrets = new RegistrySecrets(credentials?.Credentials);
        var transfer = new TransferReader(progress, secrets);
        var call = RegistryCall.Create(
            image,
            credentials?.Credentials,
            message => new ImageUnavailableException(image, secrets.Hide(message), credentials)
        );
        var watch = new RegistryWatch(image.Registry, api.Timeout, progress);
        if (!await watch.RunAsync(transfer, PullAsync, cancellationToken).ConfigureAwait(false))
            throw new RegistryTimeoutException(image, watch.Limit);

        if (transfer.Error is { } error)
            throw new ImageUnavailableException(image, error, credentials);

        return await InspectAsync(source, cancellationToken).ConfigureAwait(false)
            ?? throw new ImageUnavailableException(
                image,
                "the engine does not have the image after the pull",
                credentials
            );

        Task PullAsync(IProgress<EngineMessage> messages, CancellationToken token) =>
            api.PullImageAsync(image, source.Platform, call, messages, token);
    }

    /// <summary>
    /// Pushes an image to the registry in its name, and verifies the digest in the registry afterwards.
    /// </summary>
    /// <param name="image">A reference with a tag.</param>
    /// <param name="credentials">The credentials for its registry; null for an anonymous push.</param>
    /// <param name="part">The part of the image to push; null for the complete image.</param>
    /// <param name="progress">The receiver of progress messages.</param>
    /// <param name="cancellationToken">A token that cancels the push.</param>
    /// <returns>The digest of the image in the registry.</returns>
    /// <exception cref="ImagePushException">
    /// The push failed, or the name has another digest in the registry afterwards.
    /// </exception>
    public async Task<Digest> PushAsync(
        ImageReference image,
        CredentialLookup? credentials = null,
        PushPart? part = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        progress.ReportStatus(StatusTexts.Pushing(image));
        var secrets = new RegistrySecrets(credentials?.Credentials);
        var transfer = new TransferReader(progress, secrets, part?.Layers, TransferKind.Pushed);
        var call = RegistryCall.Create(
            image,
            credentials?.Credentials,
            message => ImagePushException.Refused(image, secrets.Hide(message), credentials)
        );
        var watch = new RegistryWatch(image.Registry, api.Timeout, progress);
        if (!await watch.RunAsync(transfer, PushAsync, cancellationToken).ConfigureAwait(false))
            throw ImagePushException.RegistryTimeout(image, new RegistryTimeoutException(image, watch.Limit));

        // The engine reports errors of a push inside the stream. If the engine loses its connection to the registry,
        // the stream ends without an error and without a digest.
        if (transfer.Error is { } error)
            throw ImagePushException.Refused(image, error, credentials);

        var digest = transfer.Digest ?? throw ImagePushException.NoDigest(image);
        await VerifyAsync(image, digest, credentials, progress, cancellationToken).ConfigureAwait(false);
        progress.ReportStatus(StatusTexts.Pushed(image, transfer.Summary));
        return digest;

        // Podman's Docker API pushes only one image of an index.
        async Task PushAsync(IProgress<EngineMessage> messages, CancellationToken token) =>
            await (
                await FindPodmanIndexAsync(image.Familiar, token).ConfigureAwait(false) is null
                    ? api.PushImageAsync(image, part?.Platform, call, messages, token)
                    : api.Podman!.PushIndexAsync(image, call, messages, token)
            ).ConfigureAwait(false);
    }

    /// <summary>Looks up the digest of a name in its registry.</summary>
    /// <param name="image">A reference with a tag or a digest.</param>
    /// <param name="credentials">The credentials for its registry; null for an anonymous call.</param>
    /// <param name="progress">
    /// The receiver of a message at increasing intervals while the registry does not respond.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The digest; null if the name is not found in the registry.</returns>
    /// <exception cref="ImagePushException">The registry rejected the request or did not respond.</exception>
    public async Task<Digest?> FindDigestAsync(
        ImageReference image,
        CredentialLookup? credentials,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    ) => (await FindManifestAsync(image, credentials, progress, cancellationToken).ConfigureAwait(false))?.Digest;

    /// <summary>Looks up the manifest or the index of a name in its registry.</summary>
    /// <inheritdoc cref="FindDigestAsync" path="/param|/exception"/>
    /// <returns>The manifest or the index; null if the name is not found in the registry.</returns>
    public async Task<RegistryManifest?> FindManifestAsync(
        ImageReference image,
        CredentialLookup? credentials,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var secrets = new RegistrySecrets(credentials?.Credentials);
        var call = RegistryCall.Create(
            image,
            credentials?.Credentials,
            message => ImagePushException.Refused(image, secrets.Hide(message), credentials)
        );
        try
        {
            var watch = new RegistryWatch(image.Registry, api.Timeout, progress);
            return await watch.WaitAsync(api.FindManifestAsync(image, call, cancellationToken)).ConfigureAwait(false);
        }
        catch (EngineTimeoutException exception)
        {
            // The engine forwards this request to the registry and waits for the response.
            throw ImagePushException.RegistryTimeout(image, exception);
        }
    }

    /// <summary>Checks which of several files exist in an image, without running it.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="paths">Absolute paths; symbolic links are not followed.</param>
    /// <param name="platform">
    /// The platform, if the reference may be that of an image index; null for the platform of the engine.
    /// </param>
    /// <param name="cancellationToken">A token that cancels the calls.</param>
    /// <returns>The paths that exist in the image.</returns>
    public async Task<IReadOnlyList<string>> FindFilesAsync(
        string image,
        IEnumerable<string> paths,
        Platform? platform,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        // If the creation were canceled before its response arrives, the id of the container would be unknown and the
        // container would remain.
        using var grace = new GracePeriod(cancellationToken);
        var container = await api.CreateContainerAsync(image, platform, grace.Token).ConfigureAwait(false);
        try
        {
            var found = new List<string>();
            foreach (var path in paths)
            {
                if (await api.HasPathAsync(container, path, cancellationToken).ConfigureAwait(false))
                    found.Add(path);
            }

            return found;
        }
        finally
        {
            // The grace period also allows the removal after a cancellation.
            await api.RemoveContainerAsync(container, grace.Token).ConfigureAwait(false);
        }
    }

    // In containerd's image store, a name can refer to the images of several platforms. Without a platform, the
    // response describes the image for the platform of the engine.
    private async Task<ImageInspection?> InspectAsync(ImageSource source, CancellationToken cancellationToken)
    {
        var name = source.Image.Familiar;
        var image = source.ParsedPlatform is { } platform
            ? await api.InspectImageAsync(name, platform, cancellationToken).ConfigureAwait(false)
            : null;
        return image ?? await api.InspectImageAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ImageSummary?> FindPodmanIndexAsync(string image, CancellationToken cancellationToken) =>
        api.Podman is { } podman
        && !Digest.TryParse(image, out _)
        && ImageReference.TryParse(image, out var name)
        && name.Digest is null
            ? await podman.FindIndexAsync(name, cancellationToken).ConfigureAwait(false)
            : null;

    // Credentials that allow push do not always allow pull, so a failed lookup is not an error. The registry has
    // already confirmed the digest during the push.
    private async Task VerifyAsync(
        ImageReference image,
        Digest digest,
        CredentialLookup? credentials,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        if (!CanQueryRegistries)
            return;

        Digest? found;
        try
        {
            found = await FindDigestAsync(image, credentials, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ImagePushException exception)
        {
            progress.ReportStatus(StatusTexts.NotVerified(image, exception.EngineMessage));
            return;
        }

        if (found != digest)
            throw ImagePushException.DigestMismatch(image, digest, found);
    }
}
