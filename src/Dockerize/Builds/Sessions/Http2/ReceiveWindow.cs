namespace Dockerize.Builds.Sessions.Http2;

/// <summary>A flow-control window of this side: the number of bytes that the client can send.</summary>
/// <param name="size">The size of the window.</param>
internal sealed class ReceiveWindow(int size)
{
    private readonly object gate = new();
    private readonly int threshold = size / 2;
    private int available = size;
    private int consumed;

    /// <summary>Takes received bytes from the window.</summary>
    /// <returns>False if the client exceeded the window.</returns>
    public bool TryReceive(int count)
    {
        lock (gate)
        {
            available -= count;
            return available >= 0;
        }
    }

    /// <summary>Returns bytes that were read or discarded.</summary>
    /// <returns>
    /// The increment for a WINDOW_UPDATE frame; 0 as long as less than half of the window was consumed.
    /// </returns>
    public int Consume(int count)
    {
        lock (gate)
        {
            consumed += count;
            if (consumed < threshold)
                return 0;

            var increment = consumed;
            available += increment;
            consumed = 0;
            return increment;
        }
    }
}
