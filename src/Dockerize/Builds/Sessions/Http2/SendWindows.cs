namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The flow-control windows of the client: the number of bytes that it accepts.</summary>
internal sealed class SendWindows
{
    /// <summary>The size of a window at its start (RFC 9113, section 6.9.2).</summary>
    public const int DefaultSize = 65535;

    private readonly HashSet<StreamOutput> streams = [];
    private int connection = DefaultSize;
    private int initialSize = DefaultSize;

    /// <summary>Opens the window of a stream.</summary>
    public StreamOutput Open(int streamId)
    {
        var stream = new StreamOutput(streamId) { Window = initialSize };
        streams.Add(stream);
        return stream;
    }

    /// <summary>Forgets the window of a stream.</summary>
    public void Remove(StreamOutput stream) => streams.Remove(stream);

    /// <summary>Takes a number of bytes from the windows of a stream and the connection.</summary>
    /// <returns>The number of bytes, at most the requested one; 0 if a window is empty.</returns>
    public int Take(StreamOutput stream, int requested)
    {
        var taken = Math.Max(0, Math.Min(requested, Math.Min(stream.Window, connection)));
        stream.Window -= taken;
        connection -= taken;
        return taken;
    }

    /// <summary>Enlarges the window of the connection.</summary>
    /// <returns>False if the window is larger than 2^31-1.</returns>
    public bool TryEnlarge(int increment)
    {
        if (connection > int.MaxValue - increment)
            return false;
        connection += increment;
        return true;
    }

    /// <summary>Enlarges the window of a stream.</summary>
    /// <returns>False if the window is larger than 2^31-1.</returns>
    public static bool TryEnlarge(StreamOutput stream, int increment)
    {
        var size = (long)stream.Window + increment;
        if (size > int.MaxValue)
            return false;
        stream.Window = (int)size;
        return true;
    }

    /// <summary>Changes the initial size, and the windows of all streams by the same number of bytes.</summary>
    /// <returns>False if a window is larger than 2^31-1.</returns>
    public bool TrySetInitialSize(int size)
    {
        var difference = size - initialSize;
        initialSize = size;
        return streams.All(stream => TryEnlarge(stream, difference));
    }
}
