namespace Dockerize.Builds.Sessions.Http2.Hpack;

/// <summary>
/// The Huffman code of RFC 7541, appendix B. The code is canonical: the lengths define all codes. Codes of the same
/// length are consecutive numbers in the order of their symbols.
/// </summary>
internal static class HuffmanCode
{
    private const int LongestCode = 30;
    private const int EndOfString = 256;

    /// <summary>The code length of each byte.</summary>
    private static readonly byte[] Lengths =
    [
        .. (byte[])[13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28],
        .. (byte[])[28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28],
        .. (byte[])[6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6],
        .. (byte[])[5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10],
        .. (byte[])[13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7],
        .. (byte[])[7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6],
        .. (byte[])[15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5],
        .. (byte[])[6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28],
        .. (byte[])[20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23],
        .. (byte[])[24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24],
        .. (byte[])[22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23],
        .. (byte[])[21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23],
        .. (byte[])[26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25],
        .. (byte[])[19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27],
        .. (byte[])[20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23],
        .. (byte[])[26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26],
        LongestCode,
    ];

    /// <summary>The symbols in the order of their codes.</summary>
    private static readonly int[] Symbols =
    [
        .. Enumerable.Range(0, EndOfString + 1).OrderBy(symbol => Lengths[symbol]).ThenBy(symbol => symbol),
    ];

    /// <summary>The number of codes of each length.</summary>
    private static readonly int[] Counts =
    [
        .. Enumerable.Range(0, LongestCode + 1).Select(length => Lengths.Count(other => other == length)),
    ];

    /// <summary>Decodes a string.</summary>
    /// <exception cref="HpackException">The code or the padding is invalid.</exception>
    public static string Decode(ArraySegment<byte> bytes)
    {
        // The shortest code has five bits.
        var text = new char[bytes.Count * 8 / 5];
        var length = 0;
        var code = new PartialCode();
        foreach (var value in bytes)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                if (code.Append((value >> bit) & 1) is not { } symbol)
                    continue;
                if (symbol == EndOfString)
                    throw new HpackException("A Huffman code contains the end of the string.");
                text[length++] = (char)symbol;
            }
        }

        if (!code.IsPadding)
            throw new HpackException("The padding of a Huffman code is invalid.");
        return new string(text, 0, length);
    }

    /// <summary>The bits of a code that is incomplete.</summary>
    private struct PartialCode
    {
        private int bits;
        private int length;
        private int firstOfLength;
        private int symbolsBefore;

        /// <summary>True if the bits are valid after the last symbol: at most seven, and all are 1.</summary>
        public readonly bool IsPadding => length < 8 && bits == (1 << length) - 1;

        /// <summary>Appends a bit.</summary>
        /// <returns>The symbol if the code is complete.</returns>
        public int? Append(int bit)
        {
            // The first code of a length follows the last code of the previous length.
            firstOfLength = (firstOfLength + Counts[length]) << 1;
            symbolsBefore += Counts[length];
            bits = (bits << 1) | bit;
            length++;
            var index = bits - firstOfLength;
            if (index >= Counts[length])
                return null;

            var symbol = Symbols[symbolsBefore + index];
            this = default;
            return symbol;
        }
    }
}
