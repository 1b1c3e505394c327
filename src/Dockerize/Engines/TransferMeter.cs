using System.Diagnostics;
using Dockerize.Reporting;

namespace Dockerize.Engines;

/// <summary>
/// Counts the bytes of a transfer. At most once a second, it reports the progress of the layer that was updated last.
/// At most every five seconds, it reports the sum of all layers.
/// </summary>
/// <param name="progress">The receiver of the counters.</param>
internal sealed class TransferMeter(IProgress<ProgressMessage>? progress)
{
    private static readonly TimeSpan LayerInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TotalInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, long> bytesByLayer = new(StringComparer.Ordinal);
    private readonly Stopwatch sinceLayer = Stopwatch.StartNew();
    private readonly Stopwatch sinceTotal = Stopwatch.StartNew();

    /// <summary>The number of transferred bytes of a layer.</summary>
    public long BytesOf(string layer) => bytesByLayer.TryGetValue(layer, out var bytes) ? bytes : 0;

    /// <summary>The number of transferred bytes of several layers, at most <see cref="long.MaxValue"/>.</summary>
    public long TotalOf(IEnumerable<string> layers) =>
        layers.Select(BytesOf).Aggregate(0L, (sum, bytes) => sum > long.MaxValue - bytes ? long.MaxValue : sum + bytes);

    /// <summary>Records the number of transferred bytes of a layer.</summary>
    public void Report(string layer, long current, long total)
    {
        bytesByLayer[layer] = Math.Max(current, BytesOf(layer));
        if (sinceLayer.Elapsed >= LayerInterval)
        {
            sinceLayer.Restart();
            progress?.Report(new TransferProgress(layer, current, total));
        }

        if (sinceTotal.Elapsed >= TotalInterval)
        {
            sinceTotal.Restart();
            progress?.Report(new TransferProgress(TotalOf(bytesByLayer.Keys)));
        }
    }
}
