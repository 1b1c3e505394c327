using Dockerize.Strings;

namespace Dockerize.Builds.Sessions.Http2.Hpack;

/// <summary>Reads the integers and strings of a header block (RFC 7541, section 5).</summary>
/// <param name="block">The header block.</param>
internal sealed class HpackReader(ArraySegment<byte> block)
{
    /// <summary>
    /// The largest integer. No valid index, length or table size is larger, because header blocks are bounded.
    /// </summary>
    private const int MaximumInteger = 1 << 24;

    /// <summary>The flag of a string in Huffman code.</summary>
    private const int HuffmanFlag = 0x80;

    private readonly byte[] bytes = block.Array!;
    private readonly int end = block.Offset + block.Count;
    private int position = block.Offset;

    /// <summary>True at the end of the block.</summary>
    public bool IsAtEnd => position == end;

    /// <summary>The next byte, which stays unread.</summary>
    /// <exception cref="HpackException">The block ends here.</exception>
    public byte Next => IsAtEnd ? throw Truncated() : bytes[position];

    /// <summary>Reads an integer.</summary>
    /// <param name="prefix">The number of bits of the first byte that belong to the integer.</param>
    /// <exception cref="HpackException">The integer is too large or incomplete.</exception>
    public int ReadInteger(int prefix)
    {
        var mask = (1 << prefix) - 1;
        var value = ReadByte() & mask;
        if (value < mask)
            return value;

        // Each byte has seven bits of the value. Leading zero bytes are valid, but only as many as an integer can have.
        for (var shift = 0; shift <= 21; shift += 7)
        {
            var next = ReadByte();
            value += (next & 0x7f) << shift;
            if (value > MaximumInteger)
                break;
            if ((next & 0x80) == 0)
                return value;
        }

        throw new HpackException("An integer of a header block is too large.");
    }

    /// <summary>Reads a string.</summary>
    /// <exception cref="HpackException">The string is incomplete, or its Huffman code is invalid.</exception>
    public string ReadString()
    {
        var isHuffman = (Next & HuffmanFlag) != 0;
        var length = ReadInteger(7);
        if (length > end - position)
            throw Truncated();

        var text = new ArraySegment<byte>(bytes, position, length);
        position += length;
        return isHuffman ? HuffmanCode.Decode(text) : Latin1.Encoding.GetString(bytes, text.Offset, length);
    }

    private static HpackException Truncated() => new("A header block is incomplete.");

    private byte ReadByte()
    {
        var next = Next;
        position++;
        return next;
    }
}
