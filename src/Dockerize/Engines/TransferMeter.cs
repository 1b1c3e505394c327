using System.Diagnostics;
using System.Globalization;
using Dockerize.Files;
using Dockerize.Reporting;

namespace Dockerize.Engines;

/// <summary>Says from time to time how far a transfer is: of one part at <see cref="ProgressImportance.Low"/>, less often of all at <see cref="ProgressImportance.High"/>.</summary>
internal sealed class TransferMeter(IProgress<ProgressMessage>? lines)
{
    private static readonly TimeSpan CounterInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SummaryInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, long> sent = new(StringComparer.Ordinal);
    private readonly Stopwatch sinceCounter = Stopwatch.StartNew();
    private readonly Stopwatch sinceSummary = Stopwatch.StartNew();

    /// <summary>The bytes of a part that were transferred.</summary>
    public long BytesOf(string part) => sent.TryGetValue(part, out var bytes) ? bytes : 0;

    /// <summary>Takes a count, in bytes.</summary>
    public void Report(string part, long current, long total)
    {
        sent[part] = Math.Max(current, BytesOf(part));
        if (sinceCounter.Elapsed >= CounterInterval)
        {
            sinceCounter.Restart();
            lines?.Report(new(ProgressImportance.Low, string.Format(
                CultureInfo.InvariantCulture, "  {0}: {1} of {2}", part, ByteSize.Format(current), ByteSize.Format(total))));
        }

        if (sinceSummary.Elapsed >= SummaryInterval)
        {
            sinceSummary.Restart();
            lines?.Report(new(ProgressImportance.High, $"  {ByteSize.Format(sent.Values.Sum())} so far"));
        }
    }
}
