using System.Text;

namespace Dockerize.Builds.Protobuf;

/// <summary>
/// A field of a message in the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding).
/// </summary>
/// <param name="Number">The field's number in its .proto file.</param>
/// <param name="Value">The value of an integer field of variable length; otherwise 0.</param>
/// <param name="Bytes">The content of a string, bytes, message or fixed-length field; otherwise empty.</param>
internal readonly record struct ProtobufField(int Number, long Value, ArraySegment<byte> Bytes)
{
    private const int LongestVarint = 10;
    private const int MaximumNumber = (1 << 29) - 1;

    /// <summary>The text of a string field.</summary>
    public string Text => Bytes.Array is null ? "" : Encoding.UTF8.GetString(Bytes.Array, Bytes.Offset, Bytes.Count);

    /// <summary>The fields of a message, in the order in which they were written.</summary>
    /// <exception cref="InvalidMessageException">The message is incomplete or invalid.</exception>
    public static IEnumerable<ProtobufField> Read(ArraySegment<byte> message)
    {
        var buffer = message.Array!;
        var position = message.Offset;
        var end = message.Offset + message.Count;
        while (position < end)
        {
            var key = Varint();
            var number = key >> 3 is > 0 and <= MaximumNumber and var valid ? (int)valid : throw Broken();
            yield return (key & 7) switch
            {
                0 => new(number, Varint(), default),
                1 => new(number, 0, Take(8)),
                2 => new(number, 0, Take(Varint())),
                5 => new(number, 0, Take(4)),
                _ => throw Broken(),
            };
        }

        long Varint()
        {
            var value = 0L;
            for (var index = 0; index < LongestVarint && position < end; index++)
            {
                var octet = buffer[position++];
                value |= (long)(octet & 0x7F) << (7 * index);
                if (octet < 0x80)
                    return value;
            }

            throw Broken();
        }

        ArraySegment<byte> Take(long count)
        {
            if (count < 0 || count > end - position)
                throw Broken();

            position += (int)count;
            return new(buffer, position - (int)count, (int)count);
        }
    }

    private static InvalidMessageException Broken() => new();
}
