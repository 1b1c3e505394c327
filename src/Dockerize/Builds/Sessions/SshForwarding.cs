using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2;

namespace Dockerize.Builds.Sessions;

/// <summary>
/// Forwards the requests of a build step to an SSH agent. A step can list keys and sign with them. Other requests fail
/// without reaching the agent, because they could change, lock or remove the keys of the user.
/// </summary>
/// <remarks>
/// The agent's protocol (draft-ietf-sshm-ssh-agent) has one response for each request, in order. A message starts with
/// its length in four bytes, followed by its type.
/// </remarks>
/// <param name="call">The call of the engine. Each of its messages contains any part of the requests.</param>
/// <param name="agent">The connection to the agent.</param>
internal sealed class SshForwarding(GrpcCall call, Stream agent)
{
    /// <summary>The maximum length of a message in OpenSSH.</summary>
    private const int MaximumLength = 256 * 1024;

    private const int LengthSize = 4;

    private const byte RequestIdentities = 11;

    private const byte SignRequest = 13;

    // A message of the type SSH_AGENT_FAILURE.
    private static readonly byte[] Failure = [0, 0, 0, 1, 5];

    private byte[] received = [];
    private int start;
    private int count;

    /// <summary>Forwards requests until the step closes its connection.</summary>
    /// <param name="cancellationToken">A token that ends the call.</param>
    /// <exception cref="GrpcException">A request is invalid, or the connection to the agent was lost.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await ReadRequestAsync(cancellationToken).ConfigureAwait(false) is { } request)
        {
            var response = request[LengthSize] is RequestIdentities or SignRequest
                ? await AskAsync(request, cancellationToken).ConfigureAwait(false)
                : Failure;
            var message = new ProtobufWriter().Add(1, new ArraySegment<byte>(response)).ToMessage();
            await call.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<byte[]?> ReadRequestAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = LengthSize + (count < LengthSize ? 0 : LengthOf(received, start));
            if (length > LengthSize && count >= length)
                return Take(length);
            if (await call.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } message)
                return null;

            foreach (var field in ProtobufField.Read(message).Where(field => field is { Number: 1, Bytes.Count: > 0 }))
                Append(field.Bytes);
        }
    }

    // The new buffer has free space for as many bytes as it contains, so that few bytes are copied for each request.
    private void Append(ArraySegment<byte> part)
    {
        if (start + count + part.Count > received.Length)
        {
            var larger = new byte[2 * (count + part.Count)];
            Buffer.BlockCopy(received, start, larger, 0, count);
            (received, start) = (larger, 0);
        }

        Buffer.BlockCopy(part.Array!, part.Offset, received, start + count, part.Count);
        count += part.Count;
    }

    // Removes the first bytes from the buffer.
    private byte[] Take(int length)
    {
        var bytes = new byte[length];
        Buffer.BlockCopy(received, start, bytes, 0, length);
        start += length;
        count -= length;
        return bytes;
    }

    private async Task<byte[]> AskAsync(byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            await agent.WriteAsync(request, 0, request.Length, cancellationToken).ConfigureAwait(false);
            await agent.FlushAsync(cancellationToken).ConfigureAwait(false);
            var head = new byte[LengthSize];
            await ReadAsync(head, 0, cancellationToken).ConfigureAwait(false);
            var response = new byte[LengthSize + LengthOf(head, 0)];
            head.CopyTo(response, 0);
            await ReadAsync(response, LengthSize, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new GrpcException(GrpcStatus.Unavailable, "the connection to the SSH agent was lost");
        }
    }

    private async Task ReadAsync(byte[] buffer, int offset, CancellationToken cancellationToken)
    {
        while (offset < buffer.Length)
        {
            var read = await agent
                .ReadAsync(buffer, offset, buffer.Length - offset, cancellationToken)
                .ConfigureAwait(false);
            offset += read > 0 ? read : throw new EndOfStreamException();
        }
    }

    private static int LengthOf(byte[] bytes, int start)
    {
        var length = BigEndian.Read32(bytes, start);
        return length is > 0 and <= MaximumLength
            ? (int)length
            : throw new GrpcException(
                GrpcStatus.InvalidArgument,
                "invalid length of a message to or from an SSH agent"
            );
    }
}
