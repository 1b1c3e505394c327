using Dockerize.Builds.Sessions;
using Dockerize.Contexts;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>
/// A build before the build of an image. It transfers the context, so that the folders have the times of the context
/// during the next build in the session (<see cref="SessionFolders"/>). It creates no image, because the file that it
/// copies does not exist. The exporter <c>cacheonly</c> would fail on Docker 28.
/// </summary>
/// <param name="api">The engine that builds.</param>
/// <param name="context">The build context.</param>
/// <param name="session">The session.</param>
internal sealed class TransferBuild(EngineApi api, BuildContext context, BuildSession session)
{
    /// <summary>Transfers the context.</summary>
    /// <param name="cancellationToken">A token that cancels the transfer.</param>
    /// <returns>False if the context has no transfer build, or if the engine does not support it.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (context.TransferDockerfileName is not { } dockerfile)
            return false;

        var transfer = new FileSyncTransfer(context);
        var messages = new ErrorReader();
        var call = new BuildCall(
            BuildCall.NoContext,
            [("version", "2"), ("dockerfile", dockerfile), .. transfer.Query, ("session", session.Id)],
            [],
            message => new EngineRefusedException(api.Endpoint, message)
        );
        try
        {
            await api.BuildAsync(call, messages, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineRefusedException exception)
        {
            return exception.EngineMessage.Contains(dockerfile);
        }

        // If a file cannot be read, the build of the image reports it.
        return messages.Error.Contains(dockerfile) || session.Error is not null;
    }

    /// <summary>Keeps the error of the build, which is the missing file.</summary>
    private sealed class ErrorReader : IProgress<EngineMessage>
    {
        public string Error { get; private set; } = "";

        public void Report(EngineMessage value) => Error = value.Error ?? Error;
    }
}
