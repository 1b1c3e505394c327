namespace Dockerize.Builds.Sessions.Http2.Hpack;

/// <summary>The dynamic table of a decoder (RFC 7541, section 2.3.2). Index 1 is the newest field.</summary>
/// <param name="limit">The largest size that the encoder can set, in bytes.</param>
internal sealed class DynamicTable(int limit = DynamicTable.DefaultLimit)
{
    /// <summary>The largest size without SETTINGS_HEADER_TABLE_SIZE.</summary>
    public const int DefaultLimit = 4096;

    private readonly List<HeaderField> oldestFirst = [];
    private readonly int largestSize = limit;
    private int maximumSize = limit;

    /// <summary>The number of fields.</summary>
    public int Count => oldestFirst.Count;

    /// <summary>The size of all fields, in bytes.</summary>
    public int Size { get; private set; }

    /// <summary>The field at an index between 1 and <see cref="Count"/>.</summary>
    public HeaderField At(int index) => oldestFirst[oldestFirst.Count - index];

    /// <summary>Adds a field. A field that is larger than the table empties it.</summary>
    public void Add(HeaderField field)
    {
        Evict(maximumSize - field.Size);
        if (field.Size > maximumSize)
            return;

        oldestFirst.Add(field);
        Size += field.Size;
    }

    /// <summary>Changes the maximum size, and evicts the oldest fields that exceed it.</summary>
    /// <returns>False if the size is larger than the limit.</returns>
    public bool TryResize(int newMaximum)
    {
        if (newMaximum > largestSize)
            return false;

        maximumSize = newMaximum;
        Evict(newMaximum);
        return true;
    }

    private void Evict(int remainingSize)
    {
        var evicted = 0;
        while (evicted < oldestFirst.Count && Size > remainingSize)
            Size -= oldestFirst[evicted++].Size;
        oldestFirst.RemoveRange(0, evicted);
    }
}
