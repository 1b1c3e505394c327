using System.Globalization;
using System.Text;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Grpc;

/// <summary>The header and trailer fields of a gRPC response.</summary>
/// <param name="stream">The call.</param>
internal sealed class GrpcResponse(Http2Stream stream)
{
    /// <summary>The maximum length of a status message in characters.</summary>
    public const int MaximumMessage = 1024;

    private static readonly HeaderField[] Headers = [new(":status", "200"), new("content-type", "application/grpc")];

    private bool hasBegun;

    /// <summary>Sends the header fields, once.</summary>
    public Task BeginAsync(CancellationToken cancellationToken)
    {
        if (hasBegun)
            return Task.CompletedTask;

        hasBegun = true;
        return stream.SendHeadersAsync(Headers, cancellationToken);
    }

    /// <summary>
    /// Sends the status and ends the response. A response without messages is a single header block ("Trailers-Only").
    /// </summary>
    public Task EndAsync(GrpcStatus status, string message, CancellationToken cancellationToken)
    {
        List<HeaderField> trailers =
        [
            .. hasBegun ? [] : Headers,
            new("grpc-status", ((int)status).ToString(CultureInfo.InvariantCulture)),
        ];
        if (message.Length > 0)
            trailers.Add(new("grpc-message", Encode(message)));
        return stream.SendTrailersAsync(trailers, cancellationToken);
    }

    /// <summary>Rejects a request that is not a gRPC call.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public Task RejectAsync(string status, CancellationToken cancellationToken) =>
        stream.SendTrailersAsync([new(":status", status)], cancellationToken);

    /// <summary>Encodes a status message: bytes of UTF-8 outside printable ASCII are escaped as in URLs.</summary>
    public static string Encode(string message)
    {
        var length = Math.Min(message.Length, MaximumMessage);
        if (length < message.Length && char.IsHighSurrogate(message[length - 1]))
            length--;

        var encoded = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(message.Substring(0, length)))
        {
            if (octet is >= 0x20 and <= 0x7E and not (byte)'%')
                encoded.Append((char)octet);
            else
                encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
