using System.Text;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>Reads the frames of the client.</summary>
/// <param name="transport">The connection to the client.</param>
internal sealed class FrameReader(Stream transport)
{
    /// <summary>The connection preface of a client.</summary>
    public static readonly byte[] Preface = Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    // One read of the transport gets several small frames.
    private const int BufferLength = 2 * (Frame.HeaderLength + Frame.MaximumPayload);

    private readonly byte[] buffer = new byte[BufferLength];
    private int start;
    private int count;

    /// <summary>Reads the connection preface.</summary>
    /// <returns>False if the client closed the connection before its first byte.</returns>
    /// <exception cref="Http2Exception">The client does not use HTTP/2.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task<bool> ReadPrefaceAsync(CancellationToken cancellationToken)
    {
        for (var matched = 0; matched < Preface.Length; start++, count--, matched++)
        {
            if (count == 0 && !await FillAsync(1, cancellationToken).ConfigureAwait(false))
                return matched == 0 ? false : throw Incomplete();
            // Each byte is compared on arrival, because a client of another protocol can wait for a response.
            if (buffer[start] != Preface[matched])
                throw new Http2Exception(Http2ErrorCode.ProtocolError, "The connection preface is not that of HTTP/2.");
        }

        return true;
    }

    /// <summary>Reads a frame.</summary>
    /// <returns>The frame; null if the client closed the connection.</returns>
    /// <exception cref="Http2Exception">The frame is too long.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(Frame.HeaderLength, cancellationToken).ConfigureAwait(false))
            return count == 0 ? null : throw Incomplete();

        var length = BigEndian.Read24(buffer, start);
        if (length > Frame.MaximumPayload)
            throw new Http2Exception(Http2ErrorCode.FrameSizeError, $"A frame has {length} bytes.");
        if (!await FillAsync(Frame.HeaderLength + length, cancellationToken).ConfigureAwait(false))
            throw Incomplete();

        var frame = new Frame(
            (FrameType)buffer[start + 3],
            (FrameFlags)buffer[start + 4],
            BigEndian.Read31(buffer, start + 5),
            new ArraySegment<byte>(buffer, start + Frame.HeaderLength, length)
        );
        start += Frame.HeaderLength + length;
        count -= Frame.HeaderLength + length;
        return frame;
    }

    private static EndOfStreamException Incomplete() => new("The connection was closed within a frame.");

    // Reads until the buffer has a number of bytes. Returns false at the end of the connection.
    private async Task<bool> FillAsync(int required, CancellationToken cancellationToken)
    {
        if (count >= required)
            return true;

        if (start + required > buffer.Length || count == 0)
        {
            Buffer.BlockCopy(buffer, start, buffer, 0, count);
            start = 0;
        }

        while (count < required)
        {
            var end = start + count;
            var read = await transport
                .ReadAsync(buffer, end, buffer.Length - end, cancellationToken)
                .ConfigureAwait(false);
            if (read == 0)
                return false;
            count += read;
        }

        return true;
    }
}
