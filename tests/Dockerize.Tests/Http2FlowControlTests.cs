using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>The rules of RFC 9113 for flow control, and the limits of memory.</summary>
[TestClass]
public sealed class Http2FlowControlTests
{
    private const int Window = SendWindows.DefaultSize;

    [TestMethod]
    public async Task Response_waits_for_the_windows_of_the_connection_and_the_stream()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.Send(Window + 30));
        await client.SendRequestAsync(1);

        Assert.AreEqual(Window, await ReceiveAsync(client, 1, Window));
        await client.EnlargeWindowAsync(1, 10);
        Assert.AreEqual(0, await ReceiveToPingAsync(client, 1));
        await client.EnlargeWindowAsync(0, 15);
        Assert.AreEqual(10, await ReceiveAsync(client, 1, 10));
        Assert.AreEqual(0, await ReceiveToPingAsync(client, 1));
        await client.EnlargeWindowAsync(1, 100);
        Assert.AreEqual(5, await ReceiveAsync(client, 1, 5));
        Assert.AreEqual(0, await ReceiveToPingAsync(client, 1));
        await client.EnlargeWindowAsync(0, 100);
        Assert.AreEqual(15, await ReceiveAsync(client, 1, 15));
        Assert.IsNotNull(await client.FindAsync(FrameType.Headers, 1, isAcknowledgment: true));
    }

    [TestMethod]
    public async Task Initial_window_of_the_settings_applies_to_new_and_open_streams()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.Send(100));
        await client.SendSettingsAsync((SettingId.InitialWindowSize, 10));
        await client.SendRequestAsync(1);
        Assert.AreEqual(10, await ReceiveAsync(client, 1, 10));

        // The window is now -5, because ten bytes were already sent.
        await client.SendSettingsAsync((SettingId.InitialWindowSize, 5));
        await client.EnlargeWindowAsync(1, 5);
        Assert.AreEqual(0, await ReceiveToPingAsync(client, 1));
        await client.EnlargeWindowAsync(1, 3);
        Assert.AreEqual(3, await ReceiveAsync(client, 1, 3));
        await client.SendSettingsAsync((SettingId.InitialWindowSize, 1000));
        Assert.AreEqual(87, await ReceiveAsync(client, 1, 87));
    }

    [TestMethod]
    [DataRow(0, DisplayName = "Connection")]
    [DataRow(2, DisplayName = "Connection, reserved bit")]
    public Task Increment_0_of_the_connection_is_an_error(int highBits) =>
        Http2FrameTests.FailsAsync(
            Http2ErrorCode.ProtocolError,
            client => client.EnlargeWindowAsync(0, highBits == 0 ? 0 : int.MinValue)
        );

    [TestMethod]
    public Task Window_of_the_connection_over_the_limit_is_an_error() =>
        Http2FrameTests.FailsAsync(
            Http2ErrorCode.FlowControlError,
            client => client.EnlargeWindowAsync(0, int.MaxValue)
        );

    [TestMethod]
    [DataRow(0, Http2ErrorCode.ProtocolError, DisplayName = "Increment 0")]
    [DataRow(int.MaxValue, Http2ErrorCode.FlowControlError, DisplayName = "Window over the limit")]
    public async Task Invalid_increment_of_a_stream_resets_it(int increment, object code)
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync);

        await client.SendRequestAsync(1);
        await client.EnlargeWindowAsync(1, increment);

        Assert.AreEqual((Http2ErrorCode)code, await client.ResetAsync(1));
        await client.PingAsync();
    }

    [TestMethod]
    public Task Initial_window_that_enlarges_a_stream_over_the_limit_is_an_error() =>
        Http2FrameTests.FailsAsync(
            Http2ErrorCode.FlowControlError,
            async client =>
            {
                await client.SendRequestAsync(1);
                await client.EnlargeWindowAsync(1, int.MaxValue - Window);
                await client.SendSettingsAsync((SettingId.InitialWindowSize, Window + 1));
            }
        );

    [TestMethod]
    public async Task Request_over_the_window_of_its_stream_is_reset()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync);

        await client.SendRequestAsync(1, endsStream: false);
        for (var sent = 0; sent <= Window; sent += 16384)
            await client.SendDataAsync(1, 16384);

        Assert.AreEqual(Http2ErrorCode.FlowControlError, await client.ResetAsync(1));
        await client.PingAsync();
    }

    [TestMethod]
    public async Task Unread_requests_do_not_block_other_requests()
    {
        using var client = await Http2Client.OpenAsync(
            (stream, canceled) =>
                stream.Headers.Any(field => field.Name == "echo")
                    ? Http2Handlers.EchoAsync(stream, canceled)
                    : Http2Handlers.HoldAsync(stream, canceled)
        );
        const int last = (2 * StreamTable.MaximumStreams) - 1;

        for (var streamId = 1; streamId < last; streamId += 2)
        {
            await client.SendRequestAsync(streamId, endsStream: false);
            for (var sent = 0; sent < Window; sent += 13107)
                await client.SendDataAsync(streamId, 13107);
        }

        await client.SendHeadersAsync(last, endsStream: false, [.. Http2Client.Request, new("echo", "")]);
        await client.SendDataAsync(last, 10);
        Assert.AreEqual(10, await ReceiveAsync(client, last, 10));
    }

    [TestMethod]
    public async Task Window_of_a_stream_is_returned_when_the_handler_reads()
    {
        using var client = await Http2Client.OpenAsync(
            async (stream, canceled) =>
            {
                while (await stream.Content.ReadAsync(new byte[1000], 0, 1000, canceled) > 0) { }
            }
        );

        await client.SendRequestAsync(1, endsStream: false);
        for (var index = 0; index < 20; index++)
        {
            await client.SendDataAsync(1, 16000);
            await client.SendDataAsync(1, 16000);
            // Padding is returned too, although the handler does not read it.
            await client.SendAsync(FrameType.Data, FrameFlags.Padded, 1, [200, .. new byte[1000]]);
            Assert.AreEqual(33001, (await client.FindAsync(FrameType.WindowUpdate, 1))!.Value.Read31(0));
        }
    }

    [TestMethod]
    public async Task Window_of_the_connection_is_returned_for_requests_that_are_not_read()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        // This is twice the window of the connection.
        for (var index = 0; index < 2 * StreamTable.MaximumStreams; index++)
        {
            await client.SendRequestAsync((2 * index) + 1, endsStream: false);
            for (var sent = 0; sent < Window; sent += 13107)
                await client.SendDataAsync((2 * index) + 1, 13107);
            await client.ResetAsync((2 * index) + 1);
        }

        await client.PingAsync();
    }

    [TestMethod]
    public async Task Response_waits_for_the_transport_and_is_not_buffered_without_limit()
    {
        var accepted = new TaskCompletionSource<int>();
        using var client = await Http2Client.OpenAsync(
            async (stream, canceled) =>
            {
                await stream.SendHeadersAsync(Http2Handlers.Headers, canceled);
                var length = 0;
                while (stream.Content.WriteAsync(new byte[1024], 0, 1024, canceled).IsCompleted)
                    length += 1024;
                accepted.SetResult(length);
            },
            server => new UnwritableStream(server)
        );

        await client.SendSettingsAsync((SettingId.InitialWindowSize, int.MaxValue));
        await client.EnlargeWindowAsync(0, int.MaxValue - Window);
        await client.SendRequestAsync(1);

        Assert.IsInRange(64 * 1024, 256 * 1024, await accepted.Task);
    }

    [TestMethod]
    [DataRow(FrameType.Ping, 8, DisplayName = "PING")]
    [DataRow(FrameType.Settings, 0, DisplayName = "SETTINGS")]
    public async Task Flood_without_reading_the_replies_is_an_error(object type, int length)
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync, server => new UnwritableStream(server));

        await SendFloodAsync(
            client,
            buffer =>
            {
                for (var index = 0; index < 20000; index++)
                    buffer.Add((FrameType)type, FrameFlags.None, 0, new ArraySegment<byte>(new byte[length]));
            }
        );

        var error = await Assert.ThrowsExactlyAsync<Http2Exception>(() => client.Connection);
        Assert.AreEqual(Http2ErrorCode.EnhanceYourCalm, error.Code);
    }

    [TestMethod]
    public async Task Refused_streams_without_reading_the_replies_are_an_error()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync, server => new UnwritableStream(server));

        await SendFloodAsync(
            client,
            buffer =>
            {
                for (var index = 0; index < 20000; index++)
                    buffer.AddHeaders((2 * index) + 1, client.Encode(new HeaderField("invalid", "")), endsStream: true);
            }
        );

        var error = await Assert.ThrowsExactlyAsync<Http2Exception>(() => client.Connection);
        Assert.AreEqual(Http2ErrorCode.EnhanceYourCalm, error.Code);
    }

    // The server can close the connection before it has read all frames.
    private static async Task SendFloodAsync(Http2Client client, Action<FrameBuffer> add)
    {
        try
        {
            await client.SendAsync(add);
        }
        catch (IOException) { }
    }

    private static async Task<int> ReceiveAsync(Http2Client client, int streamId, int length)
    {
        var received = 0;
        while (received < length && await client.FindAsync(FrameType.Data, streamId) is { } frame)
            received += frame.Payload.Count;
        return received;
    }

    // A reply to a second PING frame can only come after the data that the first frames allow.
    private static async Task<int> ReceiveToPingAsync(Http2Client client, int streamId)
    {
        var frames = await client.ReadToPingAsync();
        return frames
            .Where(frame => frame.Type == FrameType.Data && frame.StreamId == streamId)
            .Sum(frame => frame.Payload.Count);
    }
}
