using Dockerize.Builds.Sessions.Http2;

namespace Dockerize.Builds.Sessions.Grpc;

/// <summary>Messages that are written together, so that many small messages require only one frame.</summary>
/// <param name="capacity">The size of the buffer in bytes. It grows for a longer message.</param>
internal sealed class GrpcBatch(int capacity)
{
    private byte[] buffer = new byte[capacity];
    private int length;

    /// <summary>The messages, each with its prefix.</summary>
    public ArraySegment<byte> Content => new(buffer, 0, length);

    /// <summary>Adds a message. A message of any length can be added to an empty batch.</summary>
    /// <param name="head">The first part of the message.</param>
    /// <param name="tail">The rest of the message.</param>
    /// <returns>False if the batch is full.</returns>
    public bool TryAdd(ArraySegment<byte> head, ArraySegment<byte> tail)
    {
        var count = head.Count + tail.Count;
        if (count > buffer.Length - length - GrpcCall.PrefixLength)
        {
            if (length > 0)
                return false;

            buffer = new byte[count + GrpcCall.PrefixLength];
        }

        // Not compressed, and the length in four bytes.
        buffer[length] = 0;
        BigEndian.Write32(buffer, length + 1, (uint)count);
        length += GrpcCall.PrefixLength;
        Copy(head);
        Copy(tail);
        return true;
    }

    /// <summary>Removes all messages.</summary>
    public void Clear() => length = 0;

    private void Copy(ArraySegment<byte> part)
    {
        if (part.Array is not null)
            Buffer.BlockCopy(part.Array, part.Offset, buffer, length, part.Count);
        length += part.Count;
    }
}
