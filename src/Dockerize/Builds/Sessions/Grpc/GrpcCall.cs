using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Grpc;

/// <summary>
/// A call of a gRPC method: a sequence of messages in each direction. A read and a write can run at the same time.
/// </summary>
/// <param name="metadata">The header fields of the call.</param>
/// <param name="content">The stream that messages are read from and written to.</param>
/// <param name="begin">A function that runs before the first message is written; null for none.</param>
internal sealed class GrpcCall(
    IReadOnlyList<HeaderField> metadata,
    Stream content,
    Func<CancellationToken, Task>? begin = null
)
{
    /// <summary>The maximum length of a received message in bytes, the default of gRPC.</summary>
    public const int MaximumLength = 4 * 1024 * 1024;

    /// <summary>The length of the prefix of a message: a flag for compression, and the length in four bytes.</summary>
    public const int PrefixLength = 5;

    private const int FirstBufferLength = 16 * 1024;

    private readonly byte[] prefix = new byte[PrefixLength];
    private readonly GrpcBatch output = new(capacity: 0);
    private bool hasBegun;

    /// <summary>The values of a metadata key, in the order of the call.</summary>
    public IReadOnlyList<string> Metadata(string name) =>
        [.. metadata.Where(field => field.Name == name).Select(field => field.Value)];

    /// <summary>Reads the next message.</summary>
    /// <returns>The message; null after the last one.</returns>
    /// <exception cref="GrpcException">The message is too long, compressed or incomplete.</exception>
    public async Task<ArraySegment<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var count = await FillAsync(prefix, 0, PrefixLength, cancellationToken).ConfigureAwait(false);
        if (count == 0)
            return null;
        if (count < PrefixLength)
            throw Incomplete();
        if (prefix[0] != 0)
            throw new GrpcException(GrpcStatus.Unimplemented, "compressed messages are not supported");

        var length = BigEndian.Read32(prefix, 1);
        return length <= MaximumLength
            ? await ReadMessageAsync((int)length, cancellationToken).ConfigureAwait(false)
            : throw new GrpcException(
                GrpcStatus.ResourceExhausted,
                FormattableString.Invariant($"a message of {length} bytes exceeds the limit of {MaximumLength} bytes")
            );
    }

    /// <summary>Writes a message.</summary>
    public async Task WriteAsync(ArraySegment<byte> message, CancellationToken cancellationToken)
    {
        output.TryAdd(message, default);
        await WriteBatchAsync(output, cancellationToken).ConfigureAwait(false);
        output.Clear();
    }

    /// <summary>Writes messages.</summary>
    public async Task WriteBatchAsync(GrpcBatch messages, CancellationToken cancellationToken)
    {
        if (!hasBegun && begin is not null)
            await begin(cancellationToken).ConfigureAwait(false);
        hasBegun = true;

        // One write, so that the prefix and the message are in the same frame.
        var bytes = messages.Content;
        await content.WriteAsync(bytes.Array!, bytes.Offset, bytes.Count, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the only message of the caller, and writes the only response.</summary>
    /// <param name="respond">The function that creates the response.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <exception cref="GrpcException">The message is missing or invalid.</exception>
    public Task RespondAsync(
        Func<ArraySegment<byte>, ArraySegment<byte>> respond,
        CancellationToken cancellationToken
    ) => RespondAsync(request => Task.FromResult(respond(request)), cancellationToken);

    /// <summary>Reads the only message of the caller, and writes the only response.</summary>
    /// <param name="respond">The function that creates the response.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <exception cref="GrpcException">The message is missing or invalid.</exception>
    public async Task RespondAsync(
        Func<ArraySegment<byte>, Task<ArraySegment<byte>>> respond,
        CancellationToken cancellationToken
    )
    {
        var request = await ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw Incomplete();
        await WriteAsync(await respond(request).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private static GrpcException Incomplete() => new(GrpcStatus.InvalidArgument, "the message is incomplete");

    // The buffer grows with the received bytes, because the announced length does not mean that the bytes follow.
    private async Task<ArraySegment<byte>> ReadMessageAsync(int length, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(length, FirstBufferLength)];
        for (var filled = 0; filled < length; )
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, Math.Min(length, 2 * buffer.Length));
            var count = buffer.Length - filled;
            if (await FillAsync(buffer, filled, count, cancellationToken).ConfigureAwait(false) < count)
                throw Incomplete();

            filled += count;
        }

        return new(buffer, 0, length);
    }

    private async Task<int> FillAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < count)
        {
            var read = await content
                .ReadAsync(buffer, offset + filled, count - filled, cancellationToken)
                .ConfigureAwait(false);
            if (read == 0)
                break;

            filled += read;
        }

        return filled;
    }
}
