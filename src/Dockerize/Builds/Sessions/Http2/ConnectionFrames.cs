namespace Dockerize.Builds.Sessions.Http2;

/// <summary>Applies the frames of the peer that belong to the connection, not to a stream.</summary>
/// <param name="writer">The writer of replies.</param>
internal sealed class ConnectionFrames(FrameWriter writer)
{
    private bool hasSettings;

    /// <summary>Checks that the first frame is a SETTINGS frame.</summary>
    /// <exception cref="Http2Exception">The first frame is another one.</exception>
    public void RequireSettings(Frame frame)
    {
        if (!hasSettings && (frame.Type != FrameType.Settings || frame.IsAcknowledgment))
            throw new Http2Exception(Http2ErrorCode.ProtocolError, "The first frame is not a SETTINGS frame.");
    }

    /// <summary>Applies a SETTINGS, PING or GOAWAY frame. Frames of unknown types are ignored.</summary>
    /// <exception cref="Http2Exception">The frame violates the protocol.</exception>
    public void Handle(Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Settings:
                HandleSettings(frame);
                break;
            case FrameType.Ping:
                frame.RequireConnection();
                frame.RequireLength(8);
                if (!frame.IsAcknowledgment)
                    writer.Reply(buffer => buffer.Add(FrameType.Ping, FrameFlags.EndStream, 0, frame.Payload));
                break;
            case FrameType.GoAway:
                // The peer accepts no more streams, and closes the connection after the last response.
                frame.RequireConnection();
                if (frame.Payload.Count < 8)
                    frame.RequireLength(8);
                break;
        }
    }

    /// <summary>Enlarges the window of the peer for the connection.</summary>
    /// <exception cref="Http2Exception">The increment is invalid.</exception>
    public void EnlargeWindow(int increment)
    {
        if (increment == 0)
            throw new Http2Exception(Http2ErrorCode.ProtocolError, "A WINDOW_UPDATE frame has the increment 0.");
        if (!writer.UpdateWindows(windows => windows.TryEnlarge(increment)))
            throw new Http2Exception(Http2ErrorCode.FlowControlError, "A window is larger than 2^31-1.");
    }

    private void HandleSettings(Frame frame)
    {
        frame.RequireConnection();
        hasSettings = true;
        if (frame.IsAcknowledgment)
        {
            frame.RequireLength(0);
            return;
        }

        foreach (var setting in Http2Setting.Read(frame))
        {
            if (setting.Id != SettingId.InitialWindowSize)
                continue;
            if (!writer.UpdateWindows(windows => windows.TrySetInitialSize((int)setting.Value)))
                throw new Http2Exception(Http2ErrorCode.FlowControlError, "A window is larger than 2^31-1.");
        }

        writer.Reply(buffer => buffer.Add(FrameType.Settings, FrameFlags.EndStream, 0, default));
    }
}
