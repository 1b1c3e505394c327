namespace Dockerize.Engines;

/// <summary>
/// A token for calls that should complete even after a cancellation. It is canceled two seconds, or another time, after
/// another token, so that an engine that responds can finish.
/// </summary>
internal sealed class GracePeriod : IDisposable
{
    /// <summary>
    /// The length of the period. It is enough for a few short calls, and short enough for a user who cancels and waits.
    /// </summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource end = new();
    private readonly CancellationTokenRegistration registration;

    /// <summary>Initializes a grace period.</summary>
    /// <param name="cancellationToken">The token whose cancellation starts the period.</param>
    /// <param name="length">The length of the period; null for <see cref="Length"/>.</param>
    public GracePeriod(CancellationToken cancellationToken, TimeSpan? length = null) =>
        registration = cancellationToken.Register(() => end.CancelAfter(length ?? Length));

    /// <summary>The token that is canceled at the end of the period.</summary>
    public CancellationToken Token => end.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        end.Dispose();
    }
}
