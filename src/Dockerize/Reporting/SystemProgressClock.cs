using System.Diagnostics;

namespace Dockerize.Reporting;

/// <summary>The clock of the system, which never goes back.</summary>
internal sealed class SystemProgressClock : IProgressClock
{
    private readonly Stopwatch time = Stopwatch.StartNew();

    private SystemProgressClock() { }

    /// <summary>The only instance.</summary>
    public static SystemProgressClock Instance { get; } = new();

    /// <inheritdoc/>
    public TimeSpan Now => time.Elapsed;

    // Task.WhenAny completes without an exception when the delay is canceled.
    /// <inheritdoc/>
    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) =>
        Task.WhenAny(Task.Delay(time, cancellationToken));
}
