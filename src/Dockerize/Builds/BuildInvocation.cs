using System.Globalization;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>The call to an engine that both builders make.</summary>
internal static class BuildInvocation
{
    // No Dockerfile has this name: an engine whose error has it in has looked into the context.
    private const string Nowhere = "dockerize.nowhere";

    /// <summary>Sends a context, and waits for the image.</summary>
    /// <param name="engine">The engine that builds.</param>
    /// <param name="builder">Which of its builders, for a line of progress; empty: its own.</param>
    /// <param name="dockerfile">The Dockerfile that the context holds.</param>
    /// <param name="context">What it builds from.</param>
    /// <param name="options">How.</param>
    /// <param name="query">Parameters beside those of the options.</param>
    /// <param name="headers">Headers; those that are null are left out.</param>
    /// <param name="build">Reads the builder's messages.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends the build in the engine too.</param>
    public static async Task<ImageInspection> RunAsync(
        DockerEngine engine,
        string builder,
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IReadOnlyList<(string Name, string? Value)> query,
        IReadOnlyList<(string Name, string? Value)> headers,
        IBuilderMessageReader build,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken)
    {
        // Asked for a network by its name, it takes that of its own machine without a word.
        if (engine.Traits.IsPodman && options.Network is not (null or "none" or "host" or "default"))
        {
            throw new ImageBuildException(ImageBuildFailure.NetworkNotFound, $"Podman has no network '{options.Network}' during a build.")
            {
                Network = options.Network,
            };
        }

        progress?.Report(new(ProgressImportance.High, string.Format(
            CultureInfo.InvariantCulture, "Sending {0} files, {1}, to the engine{2}", context.FileCount, ByteSize.Format(context.Size), builder.Length > 0 ? $" ({builder})" : "")));
        var secrets = options.Secrets;
        using var tar = context.OpenTar();
        var messages = new Messages(build);
        try
        {
            await PostAsync(context.DockerfilePath, tar, messages, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineConnectionException) when (!messages.HaveArrived)
        {
            await AskAgainAsync().ConfigureAwait(false);
            throw;
        }

        if (build.Error is { } error)
            throw Failed(BuilderErrors.HideSecrets(error, secrets), build.FailedLine(dockerfile));
        if (build.ImageId is not { } id)
            throw new ImageBuildException(ImageBuildFailure.NoImage, $"The engine at {engine.Endpoint} ended the build without an error and without an image.");
        // Until it has a name, `docker image prune` takes it away.
        return await engine.InspectAsync(id, cancellationToken).ConfigureAwait(false) ?? throw Failed($"No such image: {id}", line: 0);

        ImageBuildException Failed(string message, int line) => BuilderErrors.FromError(dockerfile, options, message, line, build.Tail);

        Task PostAsync(string path, Stream body, Messages messages, CancellationToken cancellationToken) => engine.Connection.PostAsync(
            "build",
            [.. options.Query(path, engine.Traits.IsPodman), .. query],
            headers,
            body,
            messages,
            message => Refused(BuilderErrors.HideSecrets(message, secrets)),
            cancellationToken);

        ImageBuildException Refused(string message) => BuilderErrors.FromRefusal(dockerfile, options, message)
            ?? new ImageBuildException(ImageBuildFailure.Refused, message, new EngineRefusedException(engine.Endpoint, message)) { EngineMessage = message };

        // An engine that refuses the parameters closes the connection without reading the body, and its answer is lost: all that we see is a
        // broken pipe. Of an empty body it can be had. One that reads the body instead had another reason, and this call tells nothing.
        async Task AskAgainAsync()
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(EngineConnection.PingTimeout);
            try
            {
                await PostAsync(Nowhere, Stream.Null, new Messages(null), patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
            }
            catch (DockerizeException exception) when (exception is EngineConnectionException || exception is ImageBuildException { EngineMessage: var message } && message.Contains(Nowhere))
            {
            }
        }
    }

    /// <summary>Passes messages on, and knows whether there were any.</summary>
    private sealed class Messages(IProgress<EngineMessage>? reader) : IProgress<EngineMessage>
    {
        public bool HaveArrived { get; private set; }

        public void Report(EngineMessage value)
        {
            HaveArrived = true;
            reader?.Report(value);
        }
    }
}
