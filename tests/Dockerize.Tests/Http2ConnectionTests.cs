using Dockerize.Builds.Sessions.Http2;

namespace Dockerize.Tests;

/// <summary>The end of a connection.</summary>
[TestClass]
public sealed class Http2ConnectionTests
{
    [TestMethod]
    public async Task Connection_ends_when_the_client_closes_it()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);
        await client.SendRequestAsync(1);
        await client.FindAsync(FrameType.Headers, 1, isAcknowledgment: true);

        client.Close();

        await client.Connection;
    }

    [TestMethod]
    public async Task Connection_without_a_preface_ends_when_the_client_closes_it()
    {
        using var client = await Http2Client.ConnectAsync(Http2Handlers.RespondAsync);

        await client.FindAsync(FrameType.WindowUpdate, 0);
        client.Close();

        await client.Connection;
    }

    [TestMethod]
    [DataRow(new byte[] { (byte)'P', (byte)'R' }, false, DisplayName = "Within the preface")]
    [DataRow(new byte[] { 0, 0 }, true, DisplayName = "Within a frame header")]
    [DataRow(new byte[] { 0, 0, 1, 0, 0, 0, 0, 0, 1 }, true, DisplayName = "Within a frame")]
    public async Task Connection_closed_within_a_frame_is_an_error(byte[] bytes, bool hasPreface)
    {
        using var client = hasPreface
            ? await Http2Client.OpenAsync(Http2Handlers.RespondAsync)
            : await Http2Client.ConnectAsync(Http2Handlers.RespondAsync);
        await client.FindAsync(FrameType.WindowUpdate, 0);
        if (hasPreface)
            await client.PingAsync();

        await client.SendAsync(bytes);
        client.Close();

        await Assert.ThrowsExactlyAsync<EndOfStreamException>(() => client.Connection);
    }

    [TestMethod]
    public async Task Cancellation_sends_GOAWAY_and_closes_the_connection()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);
        await client.SendRequestAsync(7);
        await client.FindAsync(FrameType.Headers, 7, isAcknowledgment: true);

        client.Cancel();
        var frame = await client.FindAsync(FrameType.GoAway, 0);

        Assert.AreEqual(7, frame!.Value.Read31(0));
        Assert.AreEqual((int)Http2ErrorCode.NoError, frame.Value.Read31(4));
        await client.Connection;
    }

    [TestMethod]
    [DataRow(true, DisplayName = "Cancellation")]
    [DataRow(false, DisplayName = "Close by the client")]
    public async Task Connection_cancels_its_handlers_and_waits_for_their_end(bool isCanceled)
    {
        var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = await Http2Client.OpenAsync(
            async (stream, token) =>
            {
                await stream.SendHeadersAsync(Http2Handlers.Headers, token);
                using (token.Register(() => canceled.TrySetResult(true)))
                    await release.Task;
            }
        );
        await client.SendRequestAsync(1);
        await client.FindAsync(FrameType.Headers, 1);

        if (isCanceled)
            client.Cancel();
        else
            client.Close();
        await canceled.Task;
        var hasEndedEarly = client.Connection.IsCompleted;
        release.SetResult(true);

        await client.Connection;
        Assert.IsFalse(hasEndedEarly);
    }

    [TestMethod]
    public async Task Cancellation_ends_a_connection_whose_client_does_not_read()
    {
        using var client = await Http2Client.OpenAsync(
            Http2Handlers.Send(1024 * 1024),
            server => new UnwritableStream(server)
        );
        await client.SendRequestAsync(1);

        client.Cancel();

        await client.Connection;
    }

    [TestMethod]
    public async Task Violation_cancels_the_handlers()
    {
        var isCanceled = false;
        using var client = await Http2Client.OpenAsync(
            async (_, token) =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                catch (OperationCanceledException)
                {
                    isCanceled = true;
                }
            }
        );

        await client.SendRequestAsync(1);
        await client.SendDataAsync(0, 1);

        await Assert.ThrowsExactlyAsync<Http2Exception>(() => client.Connection);
        Assert.IsTrue(isCanceled);
    }

    [TestMethod]
    public async Task GOAWAY_describes_the_violation()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.HoldAsync);

        await client.SendDataAsync(0, 1);
        var frame = await client.FindAsync(FrameType.GoAway, 0);

        var text = System.Text.Encoding.UTF8.GetString([.. frame!.Value.Payload.Skip(8)]);
        var error = await Assert.ThrowsExactlyAsync<Http2Exception>(() => client.Connection);
        Assert.AreEqual("A Data frame has no stream.", text);
        Assert.AreEqual(text, error.Message);
    }

    [TestMethod]
    public async Task Lost_connection_is_an_error()
    {
        using var client = await Http2Client.OpenAsync(
            Http2Handlers.HoldAsync,
            server => new UnwritableStream(server, new IOException("lost"))
        );

        var error = await Assert.ThrowsExactlyAsync<IOException>(() => client.Connection);
        Assert.AreEqual("lost", error.Message);
    }
}
