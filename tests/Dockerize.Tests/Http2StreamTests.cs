using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>The rules of RFC 9113 for the states of streams and for responses.</summary>
[TestClass]
public sealed class Http2StreamTests
{
    [TestMethod]
    [DataRow(2, DisplayName = "Even identifier")]
    [DataRow(3, DisplayName = "Identifier lower than that of an open stream")]
    public Task Invalid_stream_identifier_is_an_error(int streamId) =>
        Http2FrameTests.FailsAsync(
            Http2ErrorCode.ProtocolError,
            async client =>
            {
                await client.SendRequestAsync(5);
                await client.SendRequestAsync(streamId);
            }
        );

    [TestMethod]
    [DataRow(FrameType.Data, 1, DisplayName = "DATA")]
    [DataRow(FrameType.WindowUpdate, 4, DisplayName = "WINDOW_UPDATE")]
    [DataRow(FrameType.ResetStream, 4, DisplayName = "RST_STREAM")]
    public Task Frame_on_an_idle_stream_is_an_error(object type, int length) =>
        Http2FrameTests.FailsAsync(
            Http2ErrorCode.ProtocolError,
            client => client.SendAsync((FrameType)type, FrameFlags.None, 1, new byte[length])
        );

    [TestMethod]
    public async Task DATA_after_the_end_of_the_request_resets_the_stream()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync);

        await client.SendRequestAsync(1, endsStream: true);
        await client.SendDataAsync(1, 1);

        Assert.AreEqual(Http2ErrorCode.StreamClosed, await client.ResetAsync(1));
    }

    [TestMethod]
    public async Task HEADERS_after_the_end_of_the_request_reset_the_stream()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync);

        await client.SendRequestAsync(1, endsStream: true);
        await client.SendRequestAsync(1, endsStream: true);

        Assert.AreEqual(Http2ErrorCode.StreamClosed, await client.ResetAsync(1));
    }

    [TestMethod]
    public Task DATA_on_a_stream_that_the_client_has_reset_is_an_error() =>
        Http2FrameTests.FailsAsync(
            Http2ErrorCode.StreamClosed,
            async client =>
            {
                await client.SendRequestAsync(1, endsStream: false);
                await client.SendAsync(FrameType.ResetStream, FrameFlags.None, 1, new byte[4]);
                await client.SendDataAsync(1, 1);
            }
        );

    [TestMethod]
    public async Task DATA_on_a_completed_stream_is_an_error()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);
        await client.SendRequestAsync(1);
        await client.FindAsync(FrameType.Headers, 1, isAcknowledgment: true);

        await client.SendDataAsync(1, 1);
        var error = await client.ErrorAsync(1);

        // The error is GOAWAY if the handler has already ended, else RST_STREAM.
        Assert.AreEqual(Http2ErrorCode.StreamClosed, error);
    }

    [TestMethod]
    public async Task RST_STREAM_and_WINDOW_UPDATE_on_a_completed_stream_are_ignored()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        await client.SendRequestAsync(1);
        await client.FindAsync(FrameType.Headers, 1, isAcknowledgment: true);
        await client.EnlargeWindowAsync(1, 1);
        await client.SendAsync(FrameType.ResetStream, FrameFlags.None, 1, new byte[4]);
        await client.SendRequestAsync(3);

        Assert.IsNotNull(await client.FindAsync(FrameType.Headers, 3));
    }

    [TestMethod]
    public async Task Frames_of_a_request_are_ignored_after_the_server_has_reset_the_stream()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        await client.SendRequestAsync(1, endsStream: false);
        var code = await client.ResetAsync(1);
        await client.SendDataAsync(1, 10);
        await client.SendHeadersAsync(1, endsStream: true, new HeaderField("trailer", "1"));
        await client.PingAsync();

        Assert.AreEqual(Http2ErrorCode.NoError, code);
    }

    [TestMethod]
    public async Task Stream_over_the_limit_is_refused()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync);

        for (var index = 0; index <= StreamTable.MaximumStreams; index++)
            await client.SendRequestAsync((2 * index) + 1);

        Assert.AreEqual(Http2ErrorCode.RefusedStream, await client.ResetAsync((2 * StreamTable.MaximumStreams) + 1));
        await client.PingAsync();
    }

    [TestMethod]
    public async Task Stream_is_refused_if_the_headers_of_all_streams_are_too_large()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync);
        var large = new HeaderField("a", new string('b', HeaderBlock.MaximumListSize - 1024));
        var count = StreamTable.MaximumHeaderSize / HeaderBlock.MaximumListSize;

        for (var index = 0; index <= count; index++)
            await client.SendHeadersAsync((2 * index) + 1, endsStream: true, [.. Http2Client.Request, large]);
        await client.SendRequestAsync((2 * count) + 3);

        var resets = (await client.ReadToPingAsync()).Where(frame => frame.Type == FrameType.ResetStream).ToList();
        Assert.AreEqual((2 * count) + 1, resets.Single().StreamId);
        Assert.AreEqual((int)Http2ErrorCode.RefusedStream, resets[0].Read31(0));
    }

    [TestMethod]
    public async Task Rapid_resets_do_not_start_more_handlers_than_the_limit()
    {
        var release = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = 0;
        using var client = await Http2Client.OpenAsync(
            (_, _) =>
            {
                Interlocked.Increment(ref running);
                return release.Task;
            }
        );

        for (var index = 0; index < 1000; index++)
        {
            await client.SendRequestAsync((2 * index) + 1);
            await client.SendAsync(FrameType.ResetStream, FrameFlags.None, (2 * index) + 1, new byte[4]);
        }

        await client.PingAsync();
        release.SetResult(true);
        client.Close();
        await client.Connection;
        Assert.AreEqual(StreamTable.MaximumStreams, running);
    }

    [TestMethod]
    public async Task Long_response_headers_are_split_into_frames()
    {
        HeaderField[] headers = [new(":status", "200"), new("a", new string('b', 40000))];
        using var client = await Http2Client.OpenAsync((stream, _) => stream.SendTrailersAsync(headers, default));

        await client.SendRequestAsync(1);
        var first = (await client.FindAsync(FrameType.Headers, 1, isAcknowledgment: true))!.Value;
        byte[] block = [.. first.Payload];
        var isEnd = first.EndsHeaders;
        while (!isEnd && await client.FindAsync(FrameType.Continuation, 1) is { } next)
            (block, isEnd) = ([.. block, .. next.Payload], next.EndsHeaders);

        var fields = new HpackDecoder(50000, new DynamicTable()).Decode(new(block));
        Assert.IsLessThanOrEqualTo(16384, first.Payload.Count);
        CollectionAssert.AreEqual(headers, fields!.ToArray());
    }

    [TestMethod]
    public async Task Error_of_the_handler_resets_the_stream()
    {
        using var client = await Http2Client.OpenAsync((_, _) => throw new InvalidOperationException("error"));

        await client.SendRequestAsync(1);

        Assert.AreEqual(Http2ErrorCode.InternalError, await client.ResetAsync(1));
        await client.PingAsync();
    }

    [TestMethod]
    public async Task Incomplete_response_resets_the_stream()
    {
        using var client = await Http2Client.OpenAsync(
            (stream, canceled) => stream.SendHeadersAsync(Http2Handlers.Headers, canceled)
        );

        await client.SendRequestAsync(1);

        Assert.AreEqual(Http2ErrorCode.InternalError, await client.ResetAsync(1));
    }

    [TestMethod]
    [DataRow(false, DisplayName = "Read")]
    [DataRow(true, DisplayName = "Write")]
    public async Task Reset_by_the_client_ends_the_handler(bool isWriting)
    {
        var ended = new TaskCompletionSource<(Exception Error, bool IsCanceled)>();
        using var client = await Http2Client.OpenAsync(
            async (stream, _) =>
            {
                await stream.SendHeadersAsync(Http2Handlers.Headers, default);
                var buffer = new byte[1024 * 1024];
                // The token is not passed, so that the error of the stream ends the handler.
                var error = await Assert.ThrowsExactlyAsync<IOException>(() =>
                    isWriting
                        ? stream.Content.WriteAsync(buffer, 0, buffer.Length, default)
                        : stream.Content.ReadAsync(buffer, 0, buffer.Length, default)
                );
                await Assert.ThrowsAsync<OperationCanceledException>(() => Task.Delay(-1, stream.Reset));
                ended.SetResult((error, stream.Reset.IsCancellationRequested));
            }
        );

        await client.SendRequestAsync(1, endsStream: false);
        await client.FindAsync(FrameType.Headers, 1);
        await client.SendAsync(FrameType.ResetStream, FrameFlags.None, 1, 0, 0, 0, 8);

        var (error, isCanceled) = await ended.Task;
        Assert.Contains("reset", error.Message);
        Assert.IsTrue(isCanceled);
    }

    [TestMethod]
    public async Task Content_before_headers_or_after_trailers_is_an_error_of_the_handler()
    {
        var errors = new TaskCompletionSource<string>();
        using var client = await Http2Client.OpenAsync(
            async (stream, canceled) =>
            {
                var early = await WriteErrorAsync(stream);
                await Http2Handlers.RespondAsync(stream, canceled);
                errors.SetResult($"{early} {await WriteErrorAsync(stream)}");
            }
        );

        await client.SendRequestAsync(1);

        Assert.AreEqual("The headers of the response were not sent. The response has ended.", await errors.Task);
        static async Task<string> WriteErrorAsync(Http2Stream stream)
        {
            var write = () => stream.Content.WriteAsync(new byte[1], 0, 1, default);
            return (await Assert.ThrowsExactlyAsync<InvalidOperationException>(write)).Message;
        }
    }
}
