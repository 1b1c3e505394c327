using System.Diagnostics.CodeAnalysis;
using System.Text;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>The client side of HTTP/2, with the server side of this library, or with an invalid server.</summary>
[TestClass]
public sealed class Http2ClientConnectionTests
{
    private const int ContentLimit = 1_000_000;

    // The preface, SETTINGS with two settings, and WINDOW_UPDATE.
    private const int OpeningLength = 24 + (9 + 12) + (9 + 4);

    // A hang longer than this is an error.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [TestMethod]
    public async Task Concurrent_requests_and_responses_are_longer_than_the_windows()
    {
        using var streams = await ConnectedStreams.OpenAsync();
        using var client = await OpenAsync(streams, Http2Handlers.EchoAsync);
        byte[] content = [.. Enumerable.Range(0, 900_000).Select(index => (byte)(index % 251))];

        var responses = await Task.WhenAll(
                Enumerable.Range(0, 3).Select(_ => client.SendAsync(Http2Client.Request, new(content), default))
            )
            .WaitAsync(Limit);

        foreach (var response in responses)
        {
            Assert.AreEqual(("200", "0"), (response.Find(":status"), response.Find("grpc-status")));
            CollectionAssert.AreEqual(content, response.Content);
        }
    }

    [TestMethod]
    public async Task Too_long_response_ends_the_connection()
    {
        using var streams = await ConnectedStreams.OpenAsync();
        using var client = await OpenAsync(streams, Http2Handlers.Send(ContentLimit + 1));

        var error = await Assert.ThrowsAsync<IOException>(() => SendAsync(client));

        Assert.Contains("too long", error.Message);
        await Assert.ThrowsAsync<IOException>(() => SendAsync(client));
    }

    [TestMethod]
    public async Task Canceled_request_resets_its_stream_and_no_other()
    {
        using var streams = await ConnectedStreams.OpenAsync();
        using var cancellation = new CancellationTokenSource();
        var (started, reset) = (new TaskCompletionSource<bool>(), new TaskCompletionSource<bool>());
        using var client = await OpenAsync(
            streams,
            async (stream, token) =>
            {
                if (stream.Id != 1)
                {
                    await Http2Handlers.EchoAsync(stream, token);
                    return;
                }

                started.SetResult(true);
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    reset.SetResult(true);
                }
            }
        );

        var canceled = client.SendAsync(Http2Client.Request, default, cancellation.Token);
        await started.Task.WaitAsync(Limit);
        cancellation.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => canceled.WaitAsync(Limit));
        await reset.Task.WaitAsync(Limit);
        Assert.AreEqual("200", (await SendAsync(client)).Find(":status"));
    }

    [TestMethod]
    [DataRow("", DisplayName = "Closed")]
    [DataRow("HTTP/1.1 400 Bad Request\r\n\r\n", DisplayName = "Another protocol")]
    [DataRow("\0\0\0\x4\0\0\0\0\0\xff\xff\xff\0\0\0\0\0\x1", DisplayName = "Too long frame")]
    [DataRow("\0\0\0\x4\0\0\0\0\0\0\0\x4\x3\0\0\0\0\x1\0\0\0\x8", DisplayName = "Reset")]
    [DataRow("\0\0\0\x4\0\0\0\0\0\0\0\x1\x1\x4\0\0\0\x1\xff", DisplayName = "Invalid header fields")]
    [DataRow("\0\0\0\x4\0\0\0\0\0\0\0\0\x1\x4\0\0\0\x3", DisplayName = "Stream that was not opened")]
    [DataRow("\0\0\0\x4\0\0\0\0\0\0\0\x4\x5\x4\0\0\0\x1\0\0\0\x2", DisplayName = "Push")]
    [DataRow("\0\0\0\x4\0\0\0\0\0\0\0\x1\x1\0\0\0\0\x1\x88\0\0\0\0\0\0\0\0\x1", DisplayName = "Interrupted block")]
    [DataRow("\0\0\0\x4\0\0\0\0\0\0\0\x4\x8\0\0\0\0\0\0\0\0\0", DisplayName = "Empty window update")]
    [SuppressMessage(
        "Reliability",
        "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed",
        Justification = "The test waits for the task."
    )]
    public async Task Invalid_server_ends_all_requests_with_an_error(string answer)
    {
        using var streams = await ConnectedStreams.OpenAsync();
        using var client = new Http2ClientConnection(streams.Client, ContentLimit);
        await client.StartAsync(default);
        var requests = Task.WhenAll(SendAsync(client));

        // The request must have arrived before a frame refers to it.
        await streams.Server.ReadExactlyAsync(new byte[OpeningLength + 1]).AsTask().WaitAsync(Limit);
        var bytes = answer.Select(character => (byte)character).ToArray();
        await streams.Server.WriteAsync(bytes);
        if (answer.Length == 0)
            streams.Server.Dispose();

        await Assert.ThrowsAsync<IOException>(() => requests);
    }

    [TestMethod]
    public async Task Status_of_a_failed_call_is_an_exception_with_the_decoded_message()
    {
        using var streams = await ConnectedStreams.OpenAsync();
        using var connection = await OpenAsync(
            streams,
            new GrpcServer([new FailingService(new GrpcException(GrpcStatus.NotFound, "Größe: 100 %"))]).HandleAsync
        );

        var error = await Assert.ThrowsAsync<GrpcException>(() =>
            new GrpcClient(connection).CallAsync(FailingService.Path, default, [], default).WaitAsync(Limit)
        );

        Assert.AreEqual((GrpcStatus.NotFound, "Größe: 100 %"), (error.Status, error.Message));
    }

    [TestMethod]
    [DataRow("404", "")]
    [DataRow("200", "")]
    [DataRow("200", "x")]
    [DataRow("200", "0")]
    public async Task Response_that_is_not_from_a_method_is_an_exception(string http, string status)
    {
        using var streams = await ConnectedStreams.OpenAsync();
        using var connection = await OpenAsync(
            streams,
            (stream, token) => stream.SendTrailersAsync([new(":status", http), new("grpc-status", status)], token)
        );

        await Assert.ThrowsAsync<GrpcException>(() =>
            new GrpcClient(connection).CallAsync("/test", default, [], default).WaitAsync(Limit)
        );
    }

    private static Task<Http2Response> SendAsync(Http2ClientConnection client) =>
        client.SendAsync(Http2Client.Request, new(Encoding.ASCII.GetBytes("content")), default).WaitAsync(Limit);

    private static async Task<Http2ClientConnection> OpenAsync(
        ConnectedStreams streams,
        Func<Http2Stream, CancellationToken, Task> handle
    )
    {
        _ = new Http2Connection(streams.Server, handle).RunAsync(CancellationToken.None);
        var client = new Http2ClientConnection(streams.Client, ContentLimit);
        await client.StartAsync(default);
        return client;
    }

    private sealed class FailingService(Exception error) : IGrpcService
    {
        public const string Path = "/test/Fail";

        public IReadOnlyDictionary<string, GrpcMethod> Methods =>
            new Dictionary<string, GrpcMethod> { [Path] = (_, _) => Task.FromException(error) };
    }
}
