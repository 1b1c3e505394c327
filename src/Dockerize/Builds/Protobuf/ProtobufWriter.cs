using System.Text;

namespace Dockerize.Builds.Protobuf;

/// <summary>
/// Writes a message in the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding). Default values
/// are omitted, as in proto3.
/// </summary>
internal sealed class ProtobufWriter
{
    private const int VarintType = 0;
    private const int BytesType = 2;

    private byte[] buffer;
    private int length;

    /// <summary>Initializes a writer.</summary>
    /// <param name="capacity">The expected length of the message in bytes.</param>
    public ProtobufWriter(int capacity = 64) => buffer = new byte[capacity];

    /// <summary>Adds an integer field of variable length.</summary>
    public ProtobufWriter Add(int number, long value)
    {
        if (value == 0)
            return this;

        WriteVarint(Key(number, VarintType));
        WriteVarint((ulong)value);
        return this;
    }

    /// <summary>Adds a string field.</summary>
    public ProtobufWriter Add(int number, string value) =>
        Add(number, new ArraySegment<byte>(Encoding.UTF8.GetBytes(value)));

    /// <summary>Adds a bytes or message field.</summary>
    public ProtobufWriter Add(int number, ArraySegment<byte> value)
    {
        if (value.Array is null || value.Count == 0)
            return this;

        AddStart(number, value.Count);
        Reserve(value.Count);
        Buffer.BlockCopy(value.Array, value.Offset, buffer, length, value.Count);
        length += value.Count;
        return this;
    }

    /// <summary>Adds the start of a bytes field. The caller writes the value after the message.</summary>
    public ProtobufWriter AddStart(int number, int valueLength)
    {
        if (valueLength == 0)
            return this;

        WriteVarint(Key(number, BytesType));
        WriteVarint((ulong)valueLength);
        return this;
    }

    /// <summary>The message.</summary>
    public ArraySegment<byte> ToMessage() => new(buffer, 0, length);

    private static ulong Key(int number, int type) => ((ulong)number << 3) | (uint)type;

    private void WriteVarint(ulong value)
    {
        Reserve(10);
        for (; value >= 0x80; value >>= 7)
            buffer[length++] = (byte)(value | 0x80);
        buffer[length++] = (byte)value;
    }

    private void Reserve(int count)
    {
        if (buffer.Length - length < count)
            Array.Resize(ref buffer, Math.Max(length + count, 2 * buffer.Length));
    }
}
