using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text;

namespace Dockerize.Engines;

/// <summary>
/// Changes the protocol of a connection (RFC 9110, section 7.8). The HTTP client of Docker.DotNet joins the values of a
/// repeated header with commas, and the engine does not split them.
/// </summary>
internal static class EngineUpgrade
{
    /// <summary>
    /// The limit of the body of a response that rejects the upgrade, in bytes. The rest of a longer body is ignored.
    /// </summary>
    private const int BodyLimit = 64_000;

    private const string LastChunk = "0\r\n\r\n";

    /// <summary>Sends a request, and reads the response up to the first byte of the other protocol.</summary>
    /// <param name="connection">The connection. The caller disposes it.</param>
    /// <param name="request">The request, with the header <c>Upgrade</c> and without a body.</param>
    /// <param name="targetPrefix">The prefix of the request target: <see cref="EngineDialer.TargetPrefix"/>.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The head of the response, whose status is 101 or a redirect.</returns>
    /// <exception cref="EngineResponseException">The engine rejected the upgrade.</exception>
    /// <exception cref="IOException">The connection was closed, or the response is not HTTP.</exception>
    public static async Task<ResponseHead> SendAsync(
        Stream connection,
        HttpRequestMessage request,
        string targetPrefix,
        CancellationToken cancellationToken
    )
    {
        var bytes = Encoding.ASCII.GetBytes(HeadOf(request, targetPrefix));
        await connection.WriteAsync(bytes, 0, bytes.Length, cancellationToken).ConfigureAwait(false);
        await connection.FlushAsync(cancellationToken).ConfigureAwait(false);

        var head =
            await ResponseHead.ReadAsync(connection, cancellationToken).ConfigureAwait(false)
            ?? throw new EndOfStreamException();
        if (head.Status is 0 or < 200 and not 101)
            throw new IOException(EngineConnection.NotFromEngine);
        if (head.Status is 101 or (>= 300 and < 400))
            return head;

        var body = await ReadBodyAsync(connection, head, cancellationToken).ConfigureAwait(false);
        throw new EngineResponseException((HttpStatusCode)head.Status, body);
    }

    private static string HeadOf(HttpRequestMessage request, string targetPrefix)
    {
        var uri = request.RequestUri!;
        IEnumerable<string> lines =
        [
            $"{request.Method} {targetPrefix}{uri.PathAndQuery} HTTP/1.1",
            $"Host: {uri.Authority}",
            .. request.Headers.SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}")),
        ];
        return string.Join("\r\n", lines) + "\r\n\r\n";
    }

    // The connection can stay open after the body, so the end of the body is determined by its framing.
    private static async Task<string> ReadBodyAsync(
        Stream connection,
        ResponseHead head,
        CancellationToken cancellationToken
    )
    {
        var isChunked = head.Find("Transfer-Encoding") is not null;
        var hasLength = int.TryParse(
            head.Find("Content-Length"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var length
        );
        var limit = hasLength && !isChunked ? Math.Min(length, BodyLimit) : BodyLimit;
        var (buffer, count) = (new byte[limit], 0);
        while (count < limit && !(isChunked && EndsWithLastChunk(buffer, count)))
        {
            var read = await connection
                .ReadAsync(buffer, count, limit - count, cancellationToken)
                .ConfigureAwait(false);
            if (read == 0)
                break;

            count += read;
        }

        var body = isChunked ? JoinChunks(buffer, count) : new ArraySegment<byte>(buffer, 0, count);
        return Encoding.UTF8.GetString(body.Array!, body.Offset, body.Count);
    }

    private static bool EndsWithLastChunk(byte[] buffer, int count) =>
        count >= LastChunk.Length
        && Encoding.ASCII.GetString(buffer, count - LastChunk.Length, LastChunk.Length) == LastChunk;

    // Moves the content of the chunks to the start of the buffer.
    private static ArraySegment<byte> JoinChunks(byte[] buffer, int count)
    {
        var (joined, position) = (0, 0);
        while (true)
        {
            var end = Array.IndexOf(buffer, (byte)'\n', position, count - position);
            if (end < 0)
                break;

            var line = Encoding.ASCII.GetString(buffer, position, end - position).Split(';')[0].Trim();
            position = end + 1;
            var isSize = int.TryParse(line, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size);
            if (!isSize || size <= 0)
                break;

            var length = Math.Min(size, count - position);
            Buffer.BlockCopy(buffer, position, buffer, joined, length);
            joined += length;
            position = Math.Min(position + length + "\r\n".Length, count);
        }

        return new(buffer, 0, joined);
    }
}
