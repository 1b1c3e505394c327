using System.Diagnostics;

namespace Dockerize.Engines;

/// <summary>The time of the last transfer on a connection, in either direction.</summary>
internal sealed class ConnectionActivity
{
    private long last = Stopwatch.GetTimestamp();

    /// <summary>The time since the last transfer.</summary>
    public TimeSpan Silence =>
        TimeSpan.FromSeconds((Stopwatch.GetTimestamp() - Interlocked.Read(ref last)) / (double)Stopwatch.Frequency);

    /// <summary>Records a transfer at the current time.</summary>
    public void Note() => Interlocked.Exchange(ref last, Stopwatch.GetTimestamp());
}
