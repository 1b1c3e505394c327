namespace Dockerize.Engines;

/// <summary>For what must not stay half-done: its token is cancelled a moment after another, so that an engine which answers comes to an end of it.</summary>
internal sealed class GracePeriod : IDisposable
{
    /// <summary>What an engine needs for a few short calls. Whoever cancels waits as long for one that does not answer.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource end = new();
    private readonly CancellationTokenRegistration registration;

    /// <summary>Begins when this token is cancelled.</summary>
    public GracePeriod(CancellationToken cancellationToken) => registration = cancellationToken.Register(() => end.CancelAfter(Length));

    /// <summary>Is cancelled when the period is over.</summary>
    public CancellationToken Token => end.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        end.Dispose();
    }
}
