using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>Handlers of requests.</summary>
internal static class Http2Handlers
{
    public static readonly HeaderField[] Headers = [new(":status", "200")];

    public static readonly HeaderField[] Trailers = [new("grpc-status", "0")];

    /// <summary>Sends the content of the request back.</summary>
    public static async Task EchoAsync(Http2Stream stream, CancellationToken cancellationToken)
    {
        await stream.SendHeadersAsync(Headers, cancellationToken);
        await stream.Content.CopyToAsync(stream.Content, 81920, cancellationToken);
        await stream.SendTrailersAsync(Trailers, cancellationToken);
    }

    /// <summary>Sends a response without content, and does not read the request.</summary>
    public static async Task RespondAsync(Http2Stream stream, CancellationToken cancellationToken)
    {
        await stream.SendHeadersAsync(Headers, cancellationToken);
        await stream.SendTrailersAsync(Trailers, cancellationToken);
    }

    /// <summary>Waits until the stream is reset.</summary>
    public static Task HoldAsync(Http2Stream stream, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>Sends a response with a number of bytes.</summary>
    public static Func<Http2Stream, CancellationToken, Task> Send(int length) =>
        async (stream, cancellationToken) =>
        {
            await stream.SendHeadersAsync(Headers, cancellationToken);
            await stream.Content.WriteAsync(new byte[length], 0, length, cancellationToken);
            await stream.SendTrailersAsync(Trailers, cancellationToken);
        };
}
