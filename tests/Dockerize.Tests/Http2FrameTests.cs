using System.Text;
using Dockerize.Builds.Sessions.Http2;

namespace Dockerize.Tests;

/// <summary>The rules of RFC 9113 for frames.</summary>
[TestClass]
public sealed class Http2FrameTests
{
    private const FrameFlags Acknowledgment = FrameFlags.EndStream;
    private const FrameFlags Complete = FrameFlags.EndHeaders | FrameFlags.EndStream;

    [TestMethod]
    public async Task Invalid_connection_preface_is_an_error()
    {
        using var client = await Http2Client.ConnectAsync(Http2Handlers.EchoAsync);

        await client.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n"));

        await AssertFailsAsync(client, Http2ErrorCode.ProtocolError);
    }

    [TestMethod]
    [DataRow(FrameType.Ping, FrameFlags.None, 8)]
    [DataRow(FrameType.Settings, Acknowledgment, 0)]
    [DataRow((FrameType)200, FrameFlags.None, 0)]
    public async Task First_frame_other_than_SETTINGS_is_an_error(object type, object flags, int length)
    {
        using var client = await Http2Client.ConnectAsync(Http2Handlers.EchoAsync);

        await client.SendAsync(Encoding.ASCII.GetBytes(Http2Client.Preface));
        await client.SendAsync((FrameType)type, (FrameFlags)flags, 0, new byte[length]);

        await AssertFailsAsync(client, Http2ErrorCode.ProtocolError);
    }

    [TestMethod]
    [DataRow(FrameType.Data, 1)]
    [DataRow(FrameType.Settings, 0)]
    [DataRow((FrameType)200, 0)]
    public Task Frame_over_16384_bytes_is_an_error(object type, int streamId) =>
        FailsAsync(
            Http2ErrorCode.FrameSizeError,
            client => client.SendAsync([0, 0x40, 1, (byte)(FrameType)type, 0, 0, 0, 0, (byte)streamId])
        );

    [TestMethod]
    public async Task Frame_of_16384_bytes_is_accepted()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.EchoAsync);

        await client.SendRequestAsync(1, endsStream: false);
        await client.SendDataAsync(1, 16384);

        Assert.IsNotNull(await client.FindAsync(FrameType.Data, 1));
    }

    [TestMethod]
    public async Task Unknown_frame_types_are_ignored()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        await client.SendAsync((FrameType)200, (FrameFlags)0xff, 0, 1, 2, 3);
        await client.SendAsync((FrameType)16, FrameFlags.None, 7, 1, 2, 3);
        await client.SendRequestAsync(1);

        Assert.IsNotNull(await client.FindAsync(FrameType.Headers, 1));
    }

    [TestMethod]
    public async Task Reserved_bit_of_a_stream_identifier_is_ignored()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        await client.SendHeadersAsync(1 | int.MinValue, endsStream: true, Http2Client.Request);

        Assert.IsNotNull(await client.FindAsync(FrameType.Headers, 1));
    }

    [TestMethod]
    [DataRow(FrameType.Data, 1, DisplayName = "DATA")]
    [DataRow(FrameType.Headers, 1, DisplayName = "HEADERS")]
    [DataRow(FrameType.Priority, 5, DisplayName = "PRIORITY")]
    [DataRow(FrameType.ResetStream, 4, DisplayName = "RST_STREAM")]
    public Task Frame_of_a_stream_on_the_connection_is_an_error(object type, int length) =>
        FailsAsync(
            Http2ErrorCode.ProtocolError,
            client => client.SendAsync((FrameType)type, FrameFlags.None, 0, new byte[length])
        );

    [TestMethod]
    [DataRow(FrameType.Settings, 0, DisplayName = "SETTINGS")]
    [DataRow(FrameType.Ping, 8, DisplayName = "PING")]
    [DataRow(FrameType.GoAway, 8, DisplayName = "GOAWAY")]
    public Task Frame_of_the_connection_on_a_stream_is_an_error(object type, int length) =>
        FailsAsync(
            Http2ErrorCode.ProtocolError,
            client => client.SendAsync((FrameType)type, FrameFlags.None, 1, new byte[length])
        );

    [TestMethod]
    [DataRow(FrameType.Settings, FrameFlags.None, 0, 5, DisplayName = "SETTINGS")]
    [DataRow(FrameType.Settings, Acknowledgment, 0, 6, DisplayName = "SETTINGS acknowledgment")]
    [DataRow(FrameType.Ping, FrameFlags.None, 0, 7, DisplayName = "PING")]
    [DataRow(FrameType.GoAway, FrameFlags.None, 0, 7, DisplayName = "GOAWAY")]
    [DataRow(FrameType.WindowUpdate, FrameFlags.None, 0, 3, DisplayName = "WINDOW_UPDATE")]
    [DataRow(FrameType.WindowUpdate, FrameFlags.None, 1, 5, DisplayName = "WINDOW_UPDATE of a stream")]
    [DataRow(FrameType.ResetStream, FrameFlags.None, 1, 3, DisplayName = "RST_STREAM")]
    [DataRow(FrameType.Priority, FrameFlags.None, 3, 6, DisplayName = "PRIORITY of an idle stream")]
    [DataRow(FrameType.Headers, FrameFlags.Priority, 3, 4, DisplayName = "HEADERS with priority")]
    [DataRow(FrameType.Data, FrameFlags.Padded, 1, 0, DisplayName = "DATA with padding")]
    public Task Frame_with_an_invalid_length_is_an_error(object type, object flags, int streamId, int length) =>
        FailsAsync(
            Http2ErrorCode.FrameSizeError,
            async client =>
            {
                await client.SendRequestAsync(1, endsStream: false);
                await client.SendAsync((FrameType)type, (FrameFlags)flags, streamId, new byte[length]);
            }
        );

    [TestMethod]
    public async Task PRIORITY_with_an_invalid_length_resets_its_stream()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync);

        await client.SendRequestAsync(1);
        await client.SendAsync(FrameType.Priority, FrameFlags.None, 1, new byte[4]);

        Assert.AreEqual(Http2ErrorCode.FrameSizeError, await client.ResetAsync(1));
    }

    [TestMethod]
    public async Task PRIORITY_is_ignored()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.EchoAsync);

        await client.SendAsync(FrameType.Priority, FrameFlags.None, 1, new byte[5]);
        await client.SendRequestAsync(1, endsStream: false);
        await client.SendAsync(FrameType.Priority, FrameFlags.None, 1, new byte[5]);
        await client.SendDataAsync(1, 1, endsStream: true);
        var content = await client.FindAsync(FrameType.Data, 1);
        await client.SendAsync(FrameType.Priority, FrameFlags.None, 1, new byte[5]);
        await client.PingAsync();

        Assert.IsNotNull(content);
    }

    [TestMethod]
    public async Task Padding_and_priority_fields_are_removed()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.EchoAsync);

        await client.SendAsync(
            FrameType.Headers,
            FrameFlags.Padded | FrameFlags.Priority | FrameFlags.EndHeaders,
            1,
            [3, 0, 0, 0, 0, 16, .. client.Encode(Http2Client.Request), 0, 0, 0]
        );
        await client.SendAsync(FrameType.Data, FrameFlags.Padded, 1, 2, 42, 0, 0);

        CollectionAssert.AreEqual(
            new byte[] { 42 },
            (await client.FindAsync(FrameType.Data, 1))!.Value.Payload.ToArray()
        );
    }

    [TestMethod]
    public Task Padding_longer_than_a_DATA_frame_is_an_error() =>
        FailsAsync(
            Http2ErrorCode.ProtocolError,
            async client =>
            {
                await client.SendRequestAsync(1, endsStream: false);
                await client.SendAsync(FrameType.Data, FrameFlags.Padded, 1, 2, 0);
            }
        );

    [TestMethod]
    public Task Padding_longer_than_a_HEADERS_frame_is_an_error() =>
        FailsAsync(
            Http2ErrorCode.ProtocolError,
            client => client.SendAsync(FrameType.Headers, FrameFlags.Padded | Complete, 1, 2, 0x82)
        );

    [TestMethod]
    public Task PUSH_PROMISE_is_an_error() =>
        FailsAsync(
            Http2ErrorCode.ProtocolError,
            client => client.SendAsync(FrameType.PushPromise, FrameFlags.EndHeaders, 1, 0, 0, 0, 2)
        );

    [TestMethod]
    public Task CONTINUATION_without_HEADERS_is_an_error() =>
        FailsAsync(
            Http2ErrorCode.ProtocolError,
            client => client.SendAsync(FrameType.Continuation, FrameFlags.EndHeaders, 1, 0x82)
        );

    [TestMethod]
    [DataRow(FrameType.Continuation, 3, DisplayName = "CONTINUATION of another stream")]
    [DataRow(FrameType.Ping, 0, DisplayName = "PING")]
    [DataRow(FrameType.Data, 1, DisplayName = "DATA")]
    [DataRow((FrameType)200, 1, DisplayName = "Unknown frame")]
    public Task Interrupted_header_block_is_an_error(object type, int streamId) =>
        FailsAsync(
            Http2ErrorCode.ProtocolError,
            async client =>
            {
                await client.SendAsync(FrameType.Headers, FrameFlags.None, 1, 0x82);
                await client.SendAsync((FrameType)type, FrameFlags.EndHeaders, streamId, new byte[8]);
            }
        );

    [TestMethod]
    [DataRow(0, DisplayName = "Empty frames")]
    [DataRow(16384, DisplayName = "Full frames")]
    public Task CONTINUATION_flood_is_an_error(int length) =>
        FailsAsync(
            Http2ErrorCode.EnhanceYourCalm,
            client =>
                client.SendAsync(buffer =>
                {
                    var part = new ArraySegment<byte>(new byte[length]);
                    buffer.Add(FrameType.Headers, FrameFlags.None, 1, part);
                    // This is exactly the limit, so that no byte is unread when the connection is closed.
                    for (var size = 9 + length; size <= 2 * HeaderBlock.MaximumListSize; size += 9 + length)
                        buffer.Add(FrameType.Continuation, FrameFlags.None, 1, part);
                })
        );

    [TestMethod]
    public Task Invalid_header_block_is_an_error() =>
        FailsAsync(Http2ErrorCode.CompressionError, client => client.SendAsync(FrameType.Headers, Complete, 1, 0x80));

    internal static async Task FailsAsync(Http2ErrorCode code, Func<Http2Client, Task> send)
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync);
        await send(client);
        await AssertFailsAsync(client, code);
    }

    private static async Task AssertFailsAsync(Http2Client client, Http2ErrorCode code)
    {
        Assert.AreEqual(code, await client.GoAwayAsync());
        var error = await Assert.ThrowsExactlyAsync<Http2Exception>(() => client.Connection);
        Assert.AreEqual(code, error.Code);
    }
}
