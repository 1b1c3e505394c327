using System.Net;
using System.Security.Cryptography;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>The HTTP/2 client of .NET as the peer of <see cref="Http2Connection"/>.</summary>
[TestClass]
public sealed class Http2ClientTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Canceled => TestContext.CancellationToken;

    [TestMethod]
    public async Task Response_has_the_headers_content_and_trailers_of_the_handler()
    {
        using var peers = await Peers.OpenAsync(EchoAsync);

        using var response = await peers.SendAsync(new ByteArrayContent("hello"u8.ToArray()), Canceled);
        var content = await response.Content.ReadAsStringAsync(Canceled);

        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.AreEqual("POST /echo", response.Headers.GetValues("x-request").Single());
        Assert.AreEqual("hello", content);
        Assert.AreEqual("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [TestMethod]
    public async Task Large_content_in_both_directions_is_complete()
    {
        using var peers = await Peers.OpenAsync(EchoAsync);
        var sent = RandomNumberGenerator.GetBytes(10 * 1024 * 1024);

        using var response = await peers.SendAsync(new ByteArrayContent(sent), Canceled);
        var received = await response.Content.ReadAsByteArrayAsync(Canceled);

        CollectionAssert.AreEqual(SHA256.HashData(sent), SHA256.HashData(received));
    }

    [TestMethod]
    public async Task Parallel_requests_get_their_own_responses()
    {
        using var peers = await Peers.OpenAsync(EchoAsync);

        await Parallel.ForAsync(
            0,
            200,
            Canceled,
            async (index, canceled) =>
            {
                var sent = RandomNumberGenerator.GetBytes(index * 1000);
                using var response = await peers.SendAsync(new ByteArrayContent(sent), canceled);
                CollectionAssert.AreEqual(sent, await response.Content.ReadAsByteArrayAsync(canceled));
            }
        );
    }

    private static async Task EchoAsync(Http2Stream stream, CancellationToken cancellationToken)
    {
        // The client does not read the response before it has sent the request.
        var content = new MemoryStream();
        await stream.Content.CopyToAsync(content, cancellationToken);
        content.Position = 0;
        var request = stream.Headers.ToDictionary(field => field.Name, field => field.Value);
        await stream.SendHeadersAsync(
            [
                new HeaderField(":status", "200"),
                new HeaderField("x-request", $"{request[":method"]} {request[":path"]}"),
            ],
            cancellationToken
        );
        await content.CopyToAsync(stream.Content, cancellationToken);
        await stream.SendTrailersAsync([new HeaderField("grpc-status", "0")], cancellationToken);
    }

    private sealed class Peers(ConnectedStreams streams, HttpClient client, Task connection) : IDisposable
    {
        public Task Connection => connection;

        public static async Task<Peers> OpenAsync(Func<Http2Stream, CancellationToken, Task> handle)
        {
            var streams = await ConnectedStreams.OpenAsync();
            var handler = new SocketsHttpHandler { ConnectCallback = (_, _) => new ValueTask<Stream>(streams.Client) };
            var client = new HttpClient(handler)
            {
                BaseAddress = new Uri("http://session"),
                DefaultRequestVersion = HttpVersion.Version20,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            var connection = new Http2Connection(streams.Server, handle).RunAsync(CancellationToken.None);
            return new Peers(streams, client, connection);
        }

        public async Task<HttpResponseMessage> SendAsync(HttpContent content, CancellationToken cancellationToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/echo")
            {
                Content = content,
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }

        public void Dispose()
        {
            client.Dispose();
            streams.Dispose();
        }
    }
}
