using System.Text;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The frames that are written to the transport together.</summary>
internal sealed class FrameBuffer
{
    private byte[] bytes = new byte[4 * 1024];

    /// <summary>The number of bytes.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a frame of the connection or of a stream.</summary>
    public void Add(FrameType type, FrameFlags flags, int streamId, ArraySegment<byte> payload)
    {
        var start = Extend(Frame.HeaderLength + payload.Count);
        BigEndian.Write32(bytes, start, (uint)((payload.Count << 8) | (int)type));
        bytes[start + 4] = (byte)flags;
        BigEndian.Write32(bytes, start + 5, (uint)streamId);
        if (payload.Count > 0)
            Buffer.BlockCopy(payload.Array!, payload.Offset, bytes, start + Frame.HeaderLength, payload.Count);
    }

    /// <summary>Adds a frame with a number as its payload.</summary>
    public void Add(FrameType type, int streamId, uint payload)
    {
        var number = new byte[4];
        BigEndian.Write32(number, 0, payload);
        Add(type, FrameFlags.None, streamId, new ArraySegment<byte>(number));
    }

    /// <summary>Adds a header block: a HEADERS frame, and CONTINUATION frames if it is long.</summary>
    public void AddHeaders(int streamId, byte[] block, bool endsStream)
    {
        var type = FrameType.Headers;
        var flags = endsStream ? FrameFlags.EndStream : FrameFlags.None;
        for (var offset = 0; offset == 0 || offset < block.Length; offset += Frame.MaximumPayload)
        {
            var length = Math.Min(Frame.MaximumPayload, block.Length - offset);
            var last = offset + length == block.Length ? FrameFlags.EndHeaders : FrameFlags.None;
            Add(type, flags | last, streamId, new ArraySegment<byte>(block, offset, length));
            type = FrameType.Continuation;
            flags = FrameFlags.None;
        }
    }

    /// <summary>Adds a SETTINGS frame.</summary>
    public void AddSettings(params (SettingId Id, int Value)[] settings)
    {
        var payload = new byte[Http2Setting.Length * settings.Length];
        for (var index = 0; index < settings.Length; index++)
        {
            payload[(Http2Setting.Length * index) + 1] = (byte)settings[index].Id;
            BigEndian.Write32(payload, (Http2Setting.Length * index) + 2, (uint)settings[index].Value);
        }

        Add(FrameType.Settings, FrameFlags.None, 0, new ArraySegment<byte>(payload));
    }

    /// <summary>Adds a GOAWAY frame.</summary>
    public void AddGoAway(int lastStreamId, Http2ErrorCode code, string text)
    {
        var debugData = Encoding.UTF8.GetBytes(text);
        var payload = new byte[8 + debugData.Length];
        BigEndian.Write32(payload, 0, (uint)lastStreamId);
        BigEndian.Write32(payload, 4, (uint)code);
        Buffer.BlockCopy(debugData, 0, payload, 8, debugData.Length);
        Add(FrameType.GoAway, FrameFlags.None, 0, new ArraySegment<byte>(payload));
    }

    /// <summary>Writes the frames to a stream, and removes them.</summary>
    public async Task WriteToAsync(Stream stream)
    {
        await stream.WriteAsync(bytes, 0, Count, CancellationToken.None).ConfigureAwait(false);
        await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        Count = 0;
    }

    private int Extend(int length)
    {
        var start = Count;
        if (bytes.Length - start < length)
            Array.Resize(ref bytes, Math.Max(2 * bytes.Length, start + length));
        Count += length;
        return start;
    }
}
