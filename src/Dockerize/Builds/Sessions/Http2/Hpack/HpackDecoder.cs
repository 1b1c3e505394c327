namespace Dockerize.Builds.Sessions.Http2.Hpack;

/// <summary>Decodes the header blocks of a connection, in their order (RFC 7541).</summary>
/// <param name="listLimit">The largest size of a header list, in bytes.</param>
/// <param name="table">The dynamic table.</param>
internal sealed class HpackDecoder(int listLimit, DynamicTable table)
{
    /// <summary>Decodes a header block.</summary>
    /// <returns>
    /// The fields; null if the list is larger than the limit. Such a block is decoded to its end, because later blocks
    /// depend on its changes of the dynamic table.
    /// </returns>
    /// <exception cref="HpackException">The block is invalid.</exception>
    public IReadOnlyList<HeaderField>? Decode(ArraySegment<byte> block)
    {
        var reader = new HpackReader(block);
        var fields = new List<HeaderField>();
        // Two bytes of a block can refer to a field of the size of the table.
        var size = 0L;
        while (!reader.IsAtEnd && (reader.Next & 0xe0) == 0x20)
        {
            if (!table.TryResize(reader.ReadInteger(5)))
                throw new HpackException("The dynamic table is larger than its limit.");
        }

        while (!reader.IsAtEnd)
        {
            var field = ReadField(reader);
            size += field.Size;
            if (size <= listLimit)
                fields.Add(field);
        }

        return size <= listLimit ? fields : null;
    }

    private HeaderField ReadField(HpackReader reader)
    {
        var first = reader.Next;
        if ((first & 0x80) != 0)
            return FieldAt(reader.ReadInteger(7));
        if ((first & 0x40) != 0)
        {
            var field = ReadLiteral(reader, 6);
            table.Add(field);
            return field;
        }

        if ((first & 0x20) != 0)
            throw new HpackException("A size of the dynamic table is not at the beginning of a header block.");
        // Literals without indexing and never-indexed literals have the same layout.
        return ReadLiteral(reader, 4);
    }

    private HeaderField ReadLiteral(HpackReader reader, int prefix)
    {
        var index = reader.ReadInteger(prefix);
        var name = index == 0 ? reader.ReadString() : FieldAt(index).Name;
        return new HeaderField(name, reader.ReadString());
    }

    private HeaderField FieldAt(int index)
    {
        if (index >= 1 && index <= StaticTable.Count)
            return StaticTable.At(index);
        if (index > StaticTable.Count && index - StaticTable.Count <= table.Count)
            return table.At(index - StaticTable.Count);
        throw new HpackException("An index of a header block is not in the tables.");
    }
}
