using System.Globalization;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Grpc;

/// <summary>
/// Calls gRPC methods with one message in each direction
/// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), without compression.
/// </summary>
/// <param name="connection">The connection, whose responses can have <see cref="MaximumContent"/> bytes.</param>
internal sealed class GrpcClient(Http2ClientConnection connection)
{
    /// <summary>The largest content of a response in bytes: one message.</summary>
    public const int MaximumContent = GrpcCall.PrefixLength + GrpcCall.MaximumLength;

    /// <summary>Calls a method.</summary>
    /// <param name="method">The path of the method, such as <c>/moby.buildkit.v1.Control/Solve</c>.</param>
    /// <param name="message">The message.</param>
    /// <param name="metadata">The metadata of the call.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The response.</returns>
    /// <exception cref="GrpcException">The call failed, or the response is not that of a gRPC method.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task<ArraySegment<byte>> CallAsync(
        string method,
        ArraySegment<byte> message,
        IEnumerable<HeaderField> metadata,
        CancellationToken cancellationToken
    )
    {
        var batch = new GrpcBatch(capacity: 0);
        batch.TryAdd(message, default);
        IReadOnlyList<HeaderField> fields =
        [
            new(":method", "POST"),
            new(":scheme", "http"),
            new(":path", method),
            new(":authority", "localhost"),
            new("content-type", "application/grpc"),
            new("te", "trailers"),
            .. metadata,
        ];
        var response = await connection.SendAsync(fields, batch.Content, cancellationToken).ConfigureAwait(false);
        ThrowIfFailed(response);
        using var content = new MemoryStream(response.Content);
        return await new GrpcCall([], content).ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new GrpcException(GrpcStatus.Internal, "the response has no message");
    }

    private static void ThrowIfFailed(Http2Response response)
    {
        if (response.Find(":status") is not "200" and var status)
            throw new GrpcException(GrpcStatus.Unknown, $"the engine returned the HTTP status '{Bounded(status)}'");

        var code = response.Find("grpc-status");
        if (code != "0")
            throw new GrpcException(StatusOf(code), Bounded(Uri.UnescapeDataString(response.Find("grpc-message"))));
    }

    private static GrpcStatus StatusOf(string code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status != 0
            ? (GrpcStatus)status
            : GrpcStatus.Unknown;

    private static string Bounded(string text) =>
        text.Length <= GrpcResponse.MaximumMessage ? text : text.Substring(0, GrpcResponse.MaximumMessage);
}
