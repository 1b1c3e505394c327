namespace Dockerize.Builds.Sessions.Http2;

/// <summary>A frame of the client.</summary>
/// <param name="Type">The type; other values than those of the enumeration are possible.</param>
/// <param name="Flags">The flags.</param>
/// <param name="StreamId">The stream; 0 for the connection.</param>
/// <param name="Payload">The payload. It is valid until the next frame is read.</param>
internal readonly record struct Frame(FrameType Type, FrameFlags Flags, int StreamId, ArraySegment<byte> Payload)
{
    /// <summary>The length of a frame header.</summary>
    public const int HeaderLength = 9;

    /// <summary>The largest payload without SETTINGS_MAX_FRAME_SIZE.</summary>
    public const int MaximumPayload = 16384;

    private const int PriorityLength = 5;

    /// <summary>True for the reply to a SETTINGS or PING frame.</summary>
    public bool IsAcknowledgment => EndsStream;

    /// <summary>True for the last frame of the request, apart from CONTINUATION.</summary>
    public bool EndsStream => (Flags & FrameFlags.EndStream) != 0;

    /// <summary>True for the last frame of a header block.</summary>
    public bool EndsHeaders => (Flags & FrameFlags.EndHeaders) != 0;

    /// <summary>Reads 31 bits of the payload.</summary>
    public int Read31(int offset) => BigEndian.Read31(Payload.Array!, Payload.Offset + offset);

    /// <summary>The payload of a DATA or HEADERS frame without padding and priority.</summary>
    /// <exception cref="Http2Exception">The padding or the priority is longer than the payload.</exception>
    public ArraySegment<byte> Content()
    {
        var isPadded = (Flags & FrameFlags.Padded) != 0;
        var hasPriority = Type == FrameType.Headers && (Flags & FrameFlags.Priority) != 0;
        var start = (isPadded ? 1 : 0) + (hasPriority ? PriorityLength : 0);
        if (Payload.Count < start)
            throw new Http2Exception(Http2ErrorCode.FrameSizeError, "A frame is shorter than its fields.");

        var padding = isPadded ? Payload.Array![Payload.Offset] : 0;
        var length = Payload.Count - start - padding;
        if (length < 0)
            throw new Http2Exception(Http2ErrorCode.ProtocolError, "The padding is longer than the frame.");
        return new ArraySegment<byte>(Payload.Array!, Payload.Offset + start, length);
    }

    /// <summary>Checks the length of the payload.</summary>
    /// <exception cref="Http2Exception">The frame has another length.</exception>
    public void RequireLength(int length)
    {
        if (Payload.Count != length)
            throw new Http2Exception(Http2ErrorCode.FrameSizeError, $"A {Type} frame has {Payload.Count} bytes.");
    }

    /// <summary>Checks that the frame belongs to the connection.</summary>
    /// <exception cref="Http2Exception">The frame belongs to a stream.</exception>
    public void RequireConnection()
    {
        if (StreamId != 0)
            throw new Http2Exception(Http2ErrorCode.ProtocolError, $"A {Type} frame is on stream {StreamId}.");
    }

    /// <summary>Checks that the frame belongs to a stream.</summary>
    /// <exception cref="Http2Exception">The frame belongs to the connection.</exception>
    public void RequireStream()
    {
        if (StreamId == 0)
            throw new Http2Exception(Http2ErrorCode.ProtocolError, $"A {Type} frame has no stream.");
    }
}
