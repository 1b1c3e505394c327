using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using Dockerize.Builds.Sessions;

namespace Dockerize.Tests;

/// <summary>An engine that opens one build session and calls it with the HTTP/2 client of .NET.</summary>
internal sealed class SessionEngine : IDisposable
{
    private readonly TaskCompletionSource<Stream> opened = new();
    private readonly TaskCompletionSource closing = new();
    private readonly HttpMessageInvoker client;

    public SessionEngine()
    {
        Faulty.On(
            "POST /session",
            async exchange =>
            {
                Head = exchange.Head;
                opened.SetResult(await exchange.UpgradeAsync());
                await closing.Task;
            }
        );
        client = new HttpMessageInvoker(
            new SocketsHttpHandler { ConnectCallback = (_, _) => new ValueTask<Stream>(opened.Task) }
        );
    }

    /// <summary>The server, which can answer further requests.</summary>
    public FaultyEngine Faulty { get; } = new();

    /// <summary>The head of the request that opened the session.</summary>
    public string Head { get; private set; } = "";

    /// <summary>The connection of the session.</summary>
    public Task<Stream> Connection => opened.Task;

    /// <summary>Opens a session of this engine.</summary>
    public async Task<BuildSession> OpenAsync(SessionContent content, CancellationToken cancellationToken = default)
    {
        using var engine = await DockerEngine.ConnectAsync(Faulty.Host, cancellationToken: cancellationToken);
        return await BuildSession.OpenAsync(engine.Api, content, cancellationToken);
    }

    /// <summary>Calls a method with one message.</summary>
    /// <param name="path">The path of the method.</param>
    /// <param name="content">The content of the request, with the prefixes of messages.</param>
    public async Task<SessionResponse> CallAsync(string path, byte[] content)
    {
        using var request = CreateRequest(path, content);
        using var response = await client.SendAsync(request, CancellationToken.None);
        var answer = await response.Content.ReadAsByteArrayAsync();
        // In a response without messages, the trailers are in the only header block.
        var trailers = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        return new(
            int.Parse(trailers.GetValues("grpc-status").Single(), CultureInfo.InvariantCulture),
            trailers.TryGetValues("grpc-message", out var message) ? message.Single() : "",
            answer
        );
    }

    /// <summary>Sends a request, and returns the HTTP status.</summary>
    public async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string contentType)
    {
        using var request = CreateRequest(path, []);
        request.Method = method;
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using var response = await client.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }

    /// <summary>Starts a call, and never reads more of the response than fits into the window.</summary>
    public Task<HttpResponseMessage> StartAsync(string path, byte[] content) =>
        client.SendAsync(CreateRequest(path, content), CancellationToken.None);

    /// <summary>Closes the connection of the session.</summary>
    public void Close() => closing.TrySetResult();

    public void Dispose()
    {
        Close();
        client.Dispose();
        Faulty.Dispose();
    }

    private static HttpRequestMessage CreateRequest(string path, byte[] content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "http://session" + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(content),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return request;
    }
}

/// <summary>The response of a call.</summary>
/// <param name="Status">The gRPC status.</param>
/// <param name="Message">The encoded status message.</param>
/// <param name="Content">The messages with their prefixes.</param>
internal sealed record SessionResponse(int Status, string Message, byte[] Content);
