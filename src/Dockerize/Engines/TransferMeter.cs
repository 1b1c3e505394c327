using Dockerize.Reporting;

namespace Dockerize.Engines;

/// <summary>
/// Counts the bytes of a transfer. At most once a second, it reports the progress of the layer that was updated last.
/// Every five seconds, it reports the sum of all layers.
/// </summary>
/// <param name="kind">The kind of the transfer.</param>
/// <param name="progress">The receiver of the counters.</param>
/// <param name="clock">The clock; null for the clock of the system.</param>
internal sealed class TransferMeter(
    TransferKind kind,
    IProgress<ProgressMessage>? progress,
    IProgressClock? clock = null
)
{
    private static readonly TimeSpan LayerInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> bytesByLayer = new(StringComparer.Ordinal);
    private readonly ByteMeter sum = new(kind, progress, clock);
    private readonly IProgressClock clock = clock ?? SystemProgressClock.Instance;
    private TimeSpan? lastLayer;

    /// <summary>The number of transferred bytes of a layer.</summary>
    public long BytesOf(string layer) => bytesByLayer.TryGetValue(layer, out var bytes) ? bytes : 0;

    /// <summary>The number of transferred bytes of several layers, at most <see cref="long.MaxValue"/>.</summary>
    public long TotalOf(IEnumerable<string> layers) =>
        layers.Select(BytesOf).Aggregate(0L, (sum, bytes) => sum > long.MaxValue - bytes ? long.MaxValue : sum + bytes);

    /// <summary>Records the number of transferred bytes of a layer.</summary>
    public void Report(string layer, long current, long total)
    {
        bytesByLayer[layer] = Math.Max(current, BytesOf(layer));
        var now = clock.Now;
        lastLayer ??= now;
        if (now - lastLayer >= LayerInterval)
        {
            lastLayer = now;
            progress?.Report(new TransferProgress(kind, layer, current, total));
        }

        sum.Set(TotalOf(bytesByLayer.Keys));
    }
}
