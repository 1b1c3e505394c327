namespace Dockerize.Builds.Sessions.Http2;

/// <summary>
/// The flow-control window of this side for the connection. It has room for the windows of all streams, so that a
/// request that is not read does not block others.
/// </summary>
/// <param name="writer">The writer of WINDOW_UPDATE frames.</param>
internal sealed class ConnectionWindow(FrameWriter writer)
{
    private const int Size = StreamTable.MaximumStreams * SendWindows.DefaultSize;

    private readonly ReceiveWindow window = new(Size);

    /// <summary>The increment at the start of the connection.</summary>
    public static uint FirstIncrement => Size - SendWindows.DefaultSize;

    /// <summary>Takes received bytes from the window.</summary>
    /// <exception cref="Http2Exception">The client exceeded the window.</exception>
    public void Receive(int count)
    {
        if (!window.TryReceive(count))
            throw new Http2Exception(Http2ErrorCode.FlowControlError, "The window of the connection is exceeded.");
    }

    /// <summary>Returns bytes that were read or discarded.</summary>
    public void Return(int count)
    {
        if (window.Consume(count) is > 0 and var increment)
            writer.Reply(buffer => buffer.Add(FrameType.WindowUpdate, 0, (uint)increment));
    }
}
