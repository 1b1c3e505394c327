using Dockerize.Strings;

namespace Dockerize.Builds.Sessions.Http2.Hpack;

/// <summary>
/// Encodes the header blocks of a connection, in their order (RFC 7541). It uses only the static table. The first block
/// empties the dynamic table, so that a client can reduce SETTINGS_HEADER_TABLE_SIZE at any time.
/// </summary>
internal sealed class HpackEncoder
{
    private const byte EmptyTable = 0x20;
    private const byte Indexed = 0x80;
    private const byte LiteralWithoutIndexing = 0x00;
    private const byte Text = 0x00;

    private bool isTableEmpty;

    /// <summary>Encodes a header block.</summary>
    public byte[] Encode(IReadOnlyList<HeaderField> fields)
    {
        var block = new List<byte>();
        if (!isTableEmpty)
            block.Add(EmptyTable);
        isTableEmpty = true;

        foreach (var field in fields)
            Add(block, field);
        return [.. block];
    }

    private static void Add(List<byte> block, HeaderField field)
    {
        var index = StaticTable.IndexOf(field);
        if (index > 0)
        {
            AddInteger(block, Indexed, 7, index);
            return;
        }

        var nameIndex = StaticTable.IndexOf(field.Name);
        AddInteger(block, LiteralWithoutIndexing, 4, nameIndex);
        if (nameIndex == 0)
            AddString(block, field.Name);
        AddString(block, field.Value);
    }

    private static void AddString(List<byte> block, string text)
    {
        var bytes = Latin1.Encoding.GetBytes(text);
        AddInteger(block, Text, 7, bytes.Length);
        block.AddRange(bytes);
    }

    private static void AddInteger(List<byte> block, byte flags, int prefix, int value)
    {
        var mask = (1 << prefix) - 1;
        if (value < mask)
        {
            block.Add((byte)(flags | value));
            return;
        }

        block.Add((byte)(flags | mask));
        for (value -= mask; value >= 0x80; value >>= 7)
            block.Add((byte)(0x80 | (value & 0x7f)));
        block.Add((byte)value);
    }
}
