namespace Dockerize.Engines;

/// <summary>
/// A token for calls that must not be left half-done: it is cancelled a moment after another token, so that an engine
/// that answers can finish.
/// </summary>
internal sealed class GracePeriod : IDisposable
{
    /// <summary>The time for a few short calls. A cancellation takes as long if the engine does not answer.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource end = new();
    private readonly CancellationTokenRegistration registration;

    /// <summary>Initializes a grace period.</summary>
    /// <param name="cancellationToken">The token whose cancellation starts the period.</param>
    public GracePeriod(CancellationToken cancellationToken) =>
        registration = cancellationToken.Register(() => end.CancelAfter(Length));

    /// <summary>The token that is cancelled at the end of the period.</summary>
    public CancellationToken Token => end.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        end.Dispose();
    }
}
