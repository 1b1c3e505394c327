using System.Globalization;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>A build request of either builder.</summary>
/// <param name="api">The engine that builds.</param>
/// <param name="dockerfile">The Dockerfile in the context.</param>
/// <param name="context">The build context.</param>
/// <param name="options">The build options.</param>
internal sealed class BuildInvocation(EngineApi api, Dockerfile dockerfile, BuildContext context, BuildOptions options)
{
    // No Dockerfile has this name. An engine that reports it in an error has read the context.
    private const string MissingDockerfile = "dockerize.nowhere";

    /// <summary>The name of the builder for a line of progress; empty for the engine's default.</summary>
    public string BuilderName { get; init; } = "";

    /// <summary>Query parameters in addition to those of the options.</summary>
    public IReadOnlyList<(string Name, string? Value)> Query { get; init; } = [];

    /// <summary>The headers; those without a value are left out.</summary>
    public IReadOnlyList<(string Name, string? Value)> Headers { get; init; } = [];

    /// <summary>Sends the context, and waits for the image.</summary>
    /// <param name="reader">Reads the messages of the builder.</param>
    /// <param name="progress">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the build, in the engine too.</param>
    /// <exception cref="ImageBuildException">The image was not built.</exception>
    public async Task<ImageInspection> RunAsync(
        IBuilderMessageReader reader,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        RequireNetwork();
        progress.ReportStatus(
            string.Format(
                CultureInfo.InvariantCulture,
                "Sending {0} files, {1}, to the engine{2}",
                context.FileCount,
                ByteSize.Format(context.Size),
                BuilderName.Length > 0 ? $" ({BuilderName})" : ""
            )
        );
        var messages = new ArrivalTracker(reader);
        try
        {
            await SendAsync(context.DockerfilePath, context.WriteTarAsync, messages, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (EngineConnectionException) when (!messages.HaveArrived)
        {
            await SendWithoutContextAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }

        var image = await InspectResultAsync(reader, cancellationToken).ConfigureAwait(false);
        progress?.Report(new StatusMessage(ProgressImportance.Normal, $"Built {image.Id}"));
        return image;
    }

    // Podman silently uses the network of its machine for a network of another name.
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
            throw Failed(BuilderErrors.HideSecrets(error, options.Secrets), reader.FailedLine(dockerfile));
        if (reader.ImageId is not { } id || !ImageRoute.IsValid(id))
            throw new ImageBuildException(
                ImageBuildFailure.NoImage,
                $"The build failed: the engine at {api.Endpoint} returned neither an image nor an error."
            );

        // `docker image prune` may remove an image that has no name yet.
        return await api.InspectImageAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw Failed($"No such image: {id}", line: 0);

        ImageBuildException Failed(string message, int line) =>
            BuilderErrors.FromError(dockerfile, options, message, line, reader.Tail);
    }

    private Task SendAsync(
        string dockerfilePath,
        BodyWriter body,
        IProgress<EngineMessage> messages,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<(string, string?)> query = [.. options.Query(dockerfilePath, api.Info.IsPodman), .. Query];
        var call = new BuildCall(
            body,
            query,
            Headers,
            message => Refused(BuilderErrors.HideSecrets(message, options.Secrets))
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

    // An engine that refuses the parameters closes the connection without reading the body, and its answer is lost
    // behind a broken pipe. With an empty body the answer arrives. An engine that reads the body instead had another
    // reason, and this call does not tell it.
    private async Task SendWithoutContextAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EngineConnection.PingTimeout);
        try
        {
            await SendAsync(MissingDockerfile, (_, _, _) => Task.CompletedTask, new ArrivalTracker(null), limit.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
        catch (EngineConnectionException) { }
        catch (ImageBuildException exception) when (exception.EngineMessage.Contains(MissingDockerfile)) { }
    }

    /// <summary>Passes messages on, and tracks whether there were any.</summary>
    private sealed class ArrivalTracker(IProgress<EngineMessage>? reader) : IProgress<EngineMessage>
    {
        public bool HaveArrived { get; private set; }

        public void Report(EngineMessage value)
        {
            HaveArrived = true;
            reader?.Report(value);
        }
    }
}
