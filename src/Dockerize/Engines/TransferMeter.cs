using System.Diagnostics;
using Dockerize.Reporting;

namespace Dockerize.Engines;

/// <summary>
/// Counts the bytes of a transfer, and reports them now and then: each layer every second, all layers every five
/// seconds.
/// </summary>
/// <param name="progress">Receives the counters.</param>
internal sealed class TransferMeter(IProgress<ProgressMessage>? progress)
{
    private static readonly TimeSpan LayerInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TotalInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, long> bytesByLayer = new(StringComparer.Ordinal);
    private readonly Stopwatch sinceLayer = Stopwatch.StartNew();
    private readonly Stopwatch sinceTotal = Stopwatch.StartNew();

    /// <summary>The bytes of a layer that were transferred.</summary>
    public long BytesOf(string layer) => bytesByLayer.TryGetValue(layer, out var bytes) ? bytes : 0;

    /// <summary>The bytes of several layers that were transferred, as far as a number can hold them.</summary>
    public long TotalOf(IEnumerable<string> layers) =>
        layers.Select(BytesOf).Aggregate(0L, (sum, bytes) => sum > long.MaxValue - bytes ? long.MaxValue : sum + bytes);

    /// <summary>Notes a count of bytes.</summary>
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
