namespace Dockerize.Reporting;

/// <summary>
/// Counts the bytes of a transfer. It reports their number and rate at most every <see cref="Heartbeat.Interval"/>. A
/// transfer without new bytes is not reported. The members can be called on several threads.
/// </summary>
/// <param name="kind">The kind of the transfer.</param>
/// <param name="progress">The receiver of the counters; null for none.</param>
/// <param name="clock">The clock; null for the clock of the system.</param>
internal sealed class ByteMeter(TransferKind kind, IProgress<ProgressMessage>? progress, IProgressClock? clock = null)
{
    private readonly IProgressClock clock = clock ?? SystemProgressClock.Instance;
    private readonly object gate = new();
    private long bytes;

    // The last report, or the first bytes; null before the first bytes. The time before them is not part of the rate,
    // because an engine may first have to contact a registry.
    private (TimeSpan Time, long Bytes)? last;

    /// <summary>The number of bytes to transfer; 0 if unknown.</summary>
    public long Total { get; init; }

    /// <summary>Adds the length of a block.</summary>
    public void Add(int length)
    {
        lock (gate)
            Update(bytes + length);
    }

    /// <summary>Sets the number of bytes that were transferred.</summary>
    public void Set(long transferred)
    {
        lock (gate)
            Update(transferred);
    }

    private void Update(long transferred)
    {
        bytes = transferred;
        var now = clock.Now;
        if (last is null)
        {
            last = (now, 0);
            progress.BeginTransfer();
        }

        var elapsed = now - last.Value.Time;
        if (elapsed < Heartbeat.Interval || bytes <= last.Value.Bytes)
            return;

        var rate = (bytes - last.Value.Bytes) / elapsed.TotalSeconds;
        last = (now, bytes);
        progress?.Report(new TransferProgress(kind, bytes, Total, (long)rate));
    }
}
