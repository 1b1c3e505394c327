using System.Runtime.ExceptionServices;
using Dockerize.Builds.Sessions;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>A build request to the engine, for the classic builder or BuildKit.</summary>
/// <param name="api">The engine that builds.</param>
/// <param name="dockerfile">The Dockerfile in the context.</param>
/// <param name="transfer">The transfer of the build context.</param>
/// <param name="options">The build options.</param>
internal sealed class BuildInvocation(
    EngineApi api,
    Dockerfile dockerfile,
    IContextTransfer transfer,
    BuildOptions options
)
{
    // The name of a Dockerfile that does not exist. An engine that reports it in an error has accepted the parameters
    // and read the context.
    private const string MissingDockerfile = "dockerize.nowhere";

    /// <summary>Query parameters in addition to those of the options.</summary>
    public IReadOnlyList<(string Name, string? Value)> Query { get; init; } = [];

    /// <summary>The HTTP headers. Headers with a null value are not sent.</summary>
    public IReadOnlyList<(string Name, string? Value)> Headers { get; init; } = [];

    /// <summary>The session that the engine uses during the build; null for none.</summary>
    public BuildSession? Session { get; init; }

    /// <summary>Sends the context, and waits for the image.</summary>
    /// <param name="reader">The reader of the builder's messages.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    /// <exception cref="ImageBuildException">The build failed.</exception>
    public async Task<ImageInspection> RunAsync(
        IBuilderMessageReader reader,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        RequireNetwork();
        var messages = new ArrivalTracker(reader, transfer.Complete);
        try
        {
            await SendAsync(transfer.DockerfilePath, transfer.Body, messages, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException) when (Session?.Error is DockerizeException)
        {
            ThrowSessionError();
            throw;
        }
        catch (EngineConnectionException) when (!messages.HaveArrived && transfer.Body is not null)
        {
            await SendWithoutContextAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }

        var image = await InspectResultAsync(reader, cancellationToken).ConfigureAwait(false);
        progress?.Report(new StatusMessage(ProgressImportance.Normal, StatusTexts.Built(image.Id)));
        return image;
    }

    // For any other network name, Podman silently uses the network of its host.
    private void RequireNetwork()
    {
        if (!api.Info.IsPodman || options.Network is (null or "none" or "host" or "default"))
            return;

        throw new ImageBuildException(
            ImageBuildFailure.NetworkNotFound,
            $"Podman does not support the network '{options.Network}' for builds."
        )
        {
            Network = options.Network,
        };
    }

    private async Task<ImageInspection> InspectResultAsync(
        IBuilderMessageReader reader,
        CancellationToken cancellationToken
    )
    {
        if (reader.Error is { } error)
            throw await FindCauseAsync(error, reader, cancellationToken).ConfigureAwait(false);
        if (reader.ImageId is not { } id || !ImageRoute.IsValid(id))
            throw new ImageBuildException(
                ImageBuildFailure.NoImage,
                $"The build failed: the engine at {api.Endpoint} returned neither an image nor an error."
            );

        // The image has no name yet, so `docker image prune` may have removed it.
        return await api.InspectImageAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw BuilderErrors.FromError(dockerfile, options, $"No such image: {id}", line: 0, reader.Tail);
    }

    private async Task<Exception> FindCauseAsync(
        string error,
        IBuilderMessageReader reader,
        CancellationToken cancellationToken
    )
    {
        var failure = await ExplainAsync(error, reader, cancellationToken).ConfigureAwait(false);
        // The engine may close the session after a command has failed.
        if (failure.Failure == ImageBuildFailure.CommandFailed && Session?.Error is not DockerizeException)
            return failure;

        ThrowSessionError();
        return Session is not null && BuilderErrors.IsLostSession(error)
            ? new EngineConnectionException(api.Endpoint, "the engine lost the build session")
            : failure;
    }

    // An error of the session, such as a file that cannot be read, is the cause of the builder's error.
    private void ThrowSessionError()
    {
        if (Session?.Error is not { } error)
            return;

        if (ConnectionErrors.IsConnectionError(error))
            throw new EngineConnectionException(api.Endpoint, ConnectionErrors.Reason(error), error);
        ExceptionDispatchInfo.Capture(error).Throw();
    }

    private async Task<ImageBuildException> ExplainAsync(
        string error,
        IBuilderMessageReader reader,
        CancellationToken cancellationToken
    )
    {
        // The platform explains the error only if the engine has another one.
        var isForeign =
            BuilderErrors.IsFormatError(error, reader.Tail)
            && await ForeignPlatform.IsForeignAsync(api, options.Platform, cancellationToken).ConfigureAwait(false);
        return BuilderErrors.FromError(
            dockerfile,
            isForeign ? options : options with { Platform = null },
            BuilderErrors.HideSecrets(error, options.HiddenTexts),
            reader.FailedLine(dockerfile),
            reader.Tail
        );
    }

    private Task SendAsync(
        string dockerfilePath,
        BodyWriter? body,
        IProgress<EngineMessage> messages,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<(string, string?)> query =
        [
            .. options.Query(dockerfilePath, api.Info.IsPodman),
            .. Query,
            .. transfer.Query,
            ("session", Session?.Id),
        ];
        var call = new BuildCall(
            body ?? BuildCall.NoContext,
            query,
            Headers,
            message => Refused(BuilderErrors.HideSecrets(message, options.HiddenTexts))
        );
        return api.BuildAsync(call, messages, cancellationToken);
    }

    private ImageBuildException Refused(string message) =>
        BuilderErrors.FromRefusal(dockerfile, options, message)
        ?? new ImageBuildException(
            ImageBuildFailure.Refused,
            message,
            new EngineRefusedException(api.Endpoint, message)
        )
        {
            EngineMessage = message,
        };

    // An engine that rejects the parameters closes the connection without reading the body. The response is lost,
    // because sending the body fails with a broken pipe. With an empty body, the response arrives. If the engine reads
    // the empty body, the connection was lost for another reason, which the caller reports.
    private async Task SendWithoutContextAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EngineConnection.PingTimeout);
        try
        {
            await SendAsync(MissingDockerfile, body: null, new ArrivalTracker(null, null), limit.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
        catch (EngineConnectionException) { }
        catch (ImageBuildException exception) when (exception.EngineMessage.Contains(MissingDockerfile)) { }
    }

    /// <summary>Forwards messages to a reader, and records that messages have arrived.</summary>
    private sealed class ArrivalTracker(IProgress<EngineMessage>? reader, Action? arrived) : IProgress<EngineMessage>
    {
        public bool HaveArrived { get; private set; }

        public void Report(EngineMessage value)
        {
            if (!HaveArrived)
                arrived?.Invoke();
            HaveArrived = true;
            reader?.Report(value);
        }
    }
}
