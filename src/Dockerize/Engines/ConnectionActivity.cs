using System.Diagnostics;

namespace Dockerize.Engines;

/// <summary>When something last moved on a connection, in whichever direction.</summary>
internal sealed class ConnectionActivity
{
    private long last = Stopwatch.GetTimestamp();

    /// <summary>How long nothing has moved.</summary>
    public TimeSpan Silence => TimeSpan.FromSeconds((Stopwatch.GetTimestamp() - Interlocked.Read(ref last)) / (double)Stopwatch.Frequency);

    /// <summary>Says that something moves now.</summary>
    public void Note() => Interlocked.Exchange(ref last, Stopwatch.GetTimestamp());
}
