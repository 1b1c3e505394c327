using System.Diagnostics.CodeAnalysis;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The token that cancels the handler of a stream.</summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "EndAsync disposes of the source after the callbacks of the token have ended."
)]
internal sealed class StreamReset
{
    private readonly object gate = new();
    private readonly CancellationTokenSource source = new();
    private Task cancellation = Task.CompletedTask;
    private bool isEnded;

    /// <summary>Creates a token.</summary>
    public StreamReset() => Token = source.Token;

    /// <summary>The token.</summary>
    public CancellationToken Token { get; }

    /// <summary>Cancels the token.</summary>
    public void Cancel()
    {
        lock (gate)
        {
            // The callbacks of the token run on another thread, because they must not delay the reader of frames.
            if (!isEnded && cancellation.IsCompleted && !Token.IsCancellationRequested)
                cancellation = Task.Run(source.Cancel);
        }
    }

    /// <summary>Ends the use of the token, and waits for its callbacks.</summary>
    public async Task EndAsync()
    {
        lock (gate)
            isEnded = true;

        await Task.WhenAny(cancellation).ConfigureAwait(false);
        _ = cancellation.Exception;
        source.Dispose();
    }
}
