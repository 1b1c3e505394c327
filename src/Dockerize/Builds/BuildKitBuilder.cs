using Dockerize.Builds.Sessions;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>
/// Builds with the BuildKit of an engine (<see cref="EngineInfo.HasBuildKit"/>). Through a session, BuildKit requests
/// changed files, credentials and secrets during the build. If the engine refuses sessions, the whole build context is
/// sent as a tar archive. Base images and the image of the directive <c># syntax=</c> must be pulled before such a
/// build.
/// </summary>
/// <param name="api">The engine that builds.</param>
internal sealed class BuildKitBuilder(EngineApi api) : IEngineBuilder
{
    /// <summary>
    /// The first version of Docker that has containerd's image store, and that keeps the times of synchronized folders.
    /// </summary>
    private static readonly Version Docker24 = new(1, 43);

    /// <summary>The first version of Docker that builds an archive with containerd's image store.</summary>
    private static readonly Version Docker28 = new(1, 48);

    /// <summary>
    /// The number of files from which only changed files are sent. Engines spend about 0.3 ms to unpack one file.
    /// </summary>
    private const int ManyFiles = 1000;

    /// <summary>
    /// True to use the classic builder if the engine refuses sessions, and BuildKit without a session would fail or
    /// create another image.
    /// </summary>
    public bool HasFallback { get; init; }

    /// <summary>
    /// The size of a build context in bytes from which only changed files are sent. Smaller contexts are sent whole,
    /// unless they have at least <see cref="ManyFiles"/> files.
    /// </summary>
    public long SmallestSynchronized { get; init; } = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public async Task<ImageInspection> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var sent = options.PinnedDockerfile is { } text ? context.WithDockerfile(text) : context;
        var session = await OpenSessionAsync(sent, options, progress, cancellationToken).ConfigureAwait(false);
        if (session is null && await RequiresClassicAsync(dockerfile, context, cancellationToken).ConfigureAwait(false))
        {
            return await new ClassicBuilder(api)
                .BuildAsync(dockerfile, context, options, progress, cancellationToken)
                .ConfigureAwait(false);
        }

        try
        {
            return await BuildAsync(session, dockerfile, sent, options, progress, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            if (session is not null)
                await session.CloseAsync().ConfigureAwait(false);
        }
    }

    private async Task<ImageInspection> BuildAsync(
        BuildSession? session,
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var isSynchronized =
            session is not null
            && await IsSynchronizedAsync(context, options, session, cancellationToken).ConfigureAwait(false);
        IContextTransfer transfer = isSynchronized
            ? new FileSyncTransfer(context)
            : new ArchiveTransfer(context, progress, "BuildKit");
        var invocation = new BuildInvocation(api, dockerfile, transfer, WithBuildKitArguments(options))
        {
            Session = session,
            Query = [("version", "2"), ("outputs", options.Outputs)],
        };
        var reader = new BuildKitMessageReader(options.DockerfilePath, progress, HiddenTexts(options));
        var image = await invocation.RunAsync(reader, progress, cancellationToken).ConfigureAwait(false);
        if (options.RewritesTimes)
        {
            progress.BeginPhase("unpack", "unpacking the image");
            await UnpackAsync(image, options.Platform, cancellationToken).ConfigureAwait(false);
        }

        return image;
    }

    private async Task<BuildSession?> OpenSessionAsync(
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var content = new SessionContent
        {
            Folders = context.Folders,
            SharedKey = SharedKey(context, options),
            FindCredentials = options.BuildCredentials is { } credentials ? credentials.FindAsync : null,
            Secrets = options.Secrets,
            Ssh = options.Ssh,
            Environment = options.Environment,
            Progress = progress,
        };
        try
        {
            return await BuildSession.OpenAsync(api, content, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineRefusedException exception)
        {
            progress.ReportStatus(StatusTexts.NoSession(exception.EngineMessage));
            if (context.CopiesDockerfile && options.PinnedDockerfile is not null)
                progress.ReportStatus(StatusTexts.NoDigests);
            return null;
        }
    }

    // For a context of 2.7 MB in 26 files, sending is as fast as comparing. A synchronization is required for a
    // Dockerfile that must not be copied, for one that is copied without the digests, and for containerd's image store
    // before Docker 28. The times of synchronized folders would be the time of the build, unless a transfer build
    // prevents it. Layers of a generated Dockerfile must not depend on that time.
    private async Task<bool> IsSynchronizedAsync(
        BuildContext context,
        BuildOptions options,
        BuildSession session,
        CancellationToken cancellationToken
    )
    {
        if (context.HidesDockerfile || (context.CopiesDockerfile && options.PinnedDockerfile is not null))
            return true;

        var isRequired = await RequiresSessionAsync(cancellationToken).ConfigureAwait(false);
        if (context.Size < SmallestSynchronized && context.FileCount < ManyFiles && !isRequired)
            return false;
        if (context.TransferDockerfileName is null)
            return api.Info.ApiVersion >= Docker24;

        return await new TransferBuild(api, context, session).RunAsync(cancellationToken).ConfigureAwait(false)
            || isRequired;
    }

    private async Task<bool> RequiresSessionAsync(CancellationToken cancellationToken) =>
        api.Info.ApiVersion >= Docker24
        && api.Info.ApiVersion < Docker28
        && await ImageStore.IsContainerdAsync(api, cancellationToken).ConfigureAwait(false);

    // The build can find further credentials. Creating the secrets for each line of output would be slow.
    private static Func<RegistrySecrets> HiddenTexts(BuildOptions options)
    {
        var (count, texts) = (options.Credentials.Count, options.HiddenTexts);
        return () =>
        {
            if (options.Credentials.Count != count)
                (count, texts) = (options.Credentials.Count, options.HiddenTexts);
            return texts;
        };
    }

    // The engine keeps the files of a key for the next build with this key. The key contains the machine and the paths,
    // because several machines can use an engine.
    private static string SharedKey(BuildContext context, BuildOptions options) =>
        ContentDigest.Compute([
            Environment.MachineName,
            options.DockerfilePath ?? "",
            options.ContextRoot ?? (options.DockerfilePath is null ? context.Digest : ""),
            options.PlatformText ?? "",
        ]);

    // Without a session, BuildKit copies a Dockerfile that the ignore file excludes. Docker before version 28 cannot
    // read a tar archive with containerd's image store.
    private async Task<bool> RequiresClassicAsync(
        Dockerfile dockerfile,
        BuildContext context,
        CancellationToken cancellationToken
    )
    {
        if (!HasFallback || BuildKitSyntax.IsUsedIn(dockerfile))
            return false;

        return context.HidesDockerfile || await RequiresSessionAsync(cancellationToken).ConfigureAwait(false);
    }

    // An image with rewritten times is not unpacked yet (see ImageExport). The engine unpacks an image when it creates
    // a container. Only then does it know the sizes of the layers.
    private async Task UnpackAsync(ImageInspection image, Platform? platform, CancellationToken cancellationToken)
    {
        using var grace = new GracePeriod(cancellationToken);
        var container = await api.CreateContainerAsync(image.Id, platform, grace.Token).ConfigureAwait(false);
        await api.RemoveContainerAsync(container, grace.Token).ConfigureAwait(false);
    }

    // BuildKit uses an image as a cache only if the image contains cache metadata. A build with a cache adds this
    // metadata for the next build. An argument of the user overrides the time.
    private static BuildOptions WithBuildKitArguments(BuildOptions options)
    {
        var addsCache = options.InlineCache || options.CacheFrom.Count > 0;
        if (!addsCache && options.EpochText is null)
            return options;

        var arguments = options.Arguments.ToDictionary(
            argument => argument.Key,
            argument => argument.Value,
            StringComparer.Ordinal
        );
        if (addsCache)
            arguments["BUILDKIT_INLINE_CACHE"] = "1";
        if (options.EpochText is { } epoch && !arguments.ContainsKey(BuildOptions.EpochArgument))
            arguments[BuildOptions.EpochArgument] = epoch;
        return options with { Arguments = arguments };
    }
}
