using System.Text;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>A client that sends and receives single frames.</summary>
internal sealed class Http2Client : IDisposable
{
    public const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /// <summary>The header fields of a request.</summary>
    public static readonly HeaderField[] Request =
    [
        new(":method", "POST"),
        new(":scheme", "http"),
        new(":path", "/test"),
    ];

    private readonly ConnectedStreams streams;
    private readonly FrameReader reader;
    private readonly HpackEncoder encoder = new();
    private readonly HpackDecoder decoder = new(HeaderBlock.MaximumListSize, new DynamicTable());

    // If an expected frame does not arrive, the connection ends and the test fails.
    private readonly CancellationTokenSource closing = new(TimeSpan.FromMinutes(1));

    private Http2Client(ConnectedStreams streams, Stream server, Func<Http2Stream, CancellationToken, Task> handle)
    {
        this.streams = streams;
        reader = new FrameReader(streams.Client);
        Connection = new Http2Connection(server, handle).RunAsync(closing.Token);
    }

    /// <summary>The task of the connection.</summary>
    public Task Connection { get; }

    /// <summary>Opens a connection without a preface.</summary>
    /// <param name="handle">The handler of requests.</param>
    /// <param name="wrap">A function that returns the transport of the server.</param>
    public static async Task<Http2Client> ConnectAsync(
        Func<Http2Stream, CancellationToken, Task> handle,
        Func<Stream, Stream>? wrap = null
    )
    {
        var streams = await ConnectedStreams.OpenAsync();
        return new Http2Client(streams, wrap?.Invoke(streams.Server) ?? streams.Server, handle);
    }

    /// <summary>Opens a connection and sends the preface and settings.</summary>
    /// <param name="handle">The handler of requests.</param>
    /// <param name="wrap">A function that returns the transport of the server.</param>
    public static async Task<Http2Client> OpenAsync(
        Func<Http2Stream, CancellationToken, Task> handle,
        Func<Stream, Stream>? wrap = null
    )
    {
        var client = await ConnectAsync(handle, wrap);
        await client.SendAsync(Encoding.ASCII.GetBytes(Preface));
        await client.SendSettingsAsync();
        return client;
    }

    public Task SendAsync(byte[] bytes) => streams.Client.WriteAsync(bytes, 0, bytes.Length);

    public async Task SendAsync(Action<FrameBuffer> add)
    {
        var buffer = new FrameBuffer();
        add(buffer);
        await buffer.WriteToAsync(streams.Client);
    }

    public Task SendAsync(FrameType type, FrameFlags flags, int streamId, params byte[] payload) =>
        SendAsync(buffer => buffer.Add(type, flags, streamId, new ArraySegment<byte>(payload)));

    public Task SendSettingsAsync(params (SettingId Id, int Value)[] settings) =>
        SendAsync(buffer => buffer.AddSettings(settings));

    public Task SendHeadersAsync(int streamId, bool endsStream, params HeaderField[] fields) =>
        SendAsync(buffer => buffer.AddHeaders(streamId, Encode(fields), endsStream));

    public Task SendRequestAsync(int streamId, bool endsStream = true) =>
        SendHeadersAsync(streamId, endsStream, Request);

    public Task SendDataAsync(int streamId, int length, bool endsStream = false) =>
        SendAsync(FrameType.Data, endsStream ? FrameFlags.EndStream : FrameFlags.None, streamId, new byte[length]);

    public Task EnlargeWindowAsync(int streamId, int increment) =>
        SendAsync(buffer => buffer.Add(FrameType.WindowUpdate, streamId, (uint)increment));

    public byte[] Encode(params HeaderField[] fields) => encoder.Encode(fields);

    public IReadOnlyList<HeaderField> Decode(Frame frame) => decoder.Decode(frame.Payload)!;

    /// <summary>Reads frames until a frame of a type arrives; null at the end of the connection.</summary>
    public async Task<Frame?> FindAsync(FrameType type, int streamId, bool isAcknowledgment = false)
    {
        while (await reader.ReadAsync(CancellationToken.None) is { } frame)
        {
            if (frame.Type == type && frame.StreamId == streamId && frame.IsAcknowledgment == isAcknowledgment)
                return frame;
        }

        return null;
    }

    /// <summary>Sends a PING frame and waits for the reply. All earlier frames were handled then.</summary>
    public async Task PingAsync()
    {
        await SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        Assert.IsNotNull(await FindAsync(FrameType.Ping, 0, isAcknowledgment: true));
    }

    /// <summary>Reads all frames up to the reply to a PING frame.</summary>
    public async Task<IReadOnlyList<Frame>> ReadToPingAsync()
    {
        await SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        var frames = new List<Frame>();
        while (await reader.ReadAsync(CancellationToken.None) is { } frame && frame.Type != FrameType.Ping)
            frames.Add(frame with { Payload = new ArraySegment<byte>([.. frame.Payload]) });
        return frames;
    }

    /// <summary>Waits for RST_STREAM.</summary>
    public async Task<Http2ErrorCode> ResetAsync(int streamId) =>
        (Http2ErrorCode)(await FindAsync(FrameType.ResetStream, streamId))!.Value.Read31(0);

    /// <summary>Waits for RST_STREAM or GOAWAY.</summary>
    public async Task<Http2ErrorCode> ErrorAsync(int streamId)
    {
        while (true)
        {
            var frame = (await reader.ReadAsync(CancellationToken.None))!.Value;
            if (frame.Type == FrameType.GoAway)
                return (Http2ErrorCode)frame.Read31(4);
            if (frame.Type == FrameType.ResetStream && frame.StreamId == streamId)
                return (Http2ErrorCode)frame.Read31(0);
        }
    }

    /// <summary>Waits for GOAWAY and the end of the connection.</summary>
    public async Task<Http2ErrorCode> GoAwayAsync()
    {
        var code = (Http2ErrorCode)(await FindAsync(FrameType.GoAway, 0))!.Value.Read31(4);
        Assert.IsNull(await reader.ReadAsync(CancellationToken.None));
        return code;
    }

    /// <summary>Cancels the connection.</summary>
    public void Cancel() => closing.Cancel();

    /// <summary>Closes the client's end.</summary>
    public void Close() => streams.Client.Dispose();

    public void Dispose()
    {
        streams.Dispose();
        closing.Dispose();
    }
}
