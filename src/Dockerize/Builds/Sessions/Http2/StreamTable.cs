namespace Dockerize.Builds.Sessions.Http2;

/// <summary>
/// The streams whose handlers are running. A stream that the client has reset remains until its handler has ended, so
/// that resets do not start more handlers than the limit.
/// </summary>
internal sealed class StreamTable
{
    /// <summary>The largest number of streams at the same time.</summary>
    public const int MaximumStreams = 256;

    /// <summary>The largest size of the header lists of all streams, in bytes.</summary>
    public const int MaximumHeaderSize = 8 * HeaderBlock.MaximumListSize;

    /// <summary>The number of streams that are remembered after this side has reset them.</summary>
    private const int MaximumResets = 1024;

    private readonly object gate = new();
    private readonly Dictionary<int, Http2Stream> running = [];
    private readonly HashSet<int> reset = [];
    private readonly Queue<int> resetInOrder = new();
    private readonly ChangeSignal change = new();
    private bool isClosed;

    /// <summary>The highest identifier of a stream that the client has opened.</summary>
    public int LastId { get; private set; }

    /// <summary>The running streams.</summary>
    public IReadOnlyList<Http2Stream> Running
    {
        get
        {
            lock (gate)
                return [.. running.Values];
        }
    }

    /// <summary>Marks a stream as opened by the client.</summary>
    /// <param name="id">The stream identifier.</param>
    /// <param name="headerSize">The size of the header list, in bytes.</param>
    /// <returns>False if there are too many streams or header fields.</returns>
    public bool TryOpen(int id, int headerSize)
    {
        lock (gate)
        {
            LastId = id;
            return running.Count < MaximumStreams
                && running.Values.Sum(stream => stream.HeaderSize) <= MaximumHeaderSize - headerSize;
        }
    }

    /// <summary>Adds an opened stream.</summary>
    /// <returns>False if the connection ends.</returns>
    public bool TryAdd(Http2Stream stream)
    {
        lock (gate)
        {
            if (!isClosed)
                running.Add(stream.Id, stream);
            return !isClosed;
        }
    }

    /// <summary>The running stream with an identifier; null if there is none.</summary>
    public Http2Stream? Find(int id)
    {
        lock (gate)
            return running.TryGetValue(id, out var stream) ? stream : null;
    }

    /// <summary>Removes a stream.</summary>
    public void Remove(Http2Stream stream, bool isReset)
    {
        lock (gate)
        {
            running.Remove(stream.Id);
            if (isReset)
                NoteReset(stream.Id);
            change.Raise();
        }
    }

    /// <summary>Remembers that this side has reset a stream.</summary>
    public void NoteReset(int id)
    {
        lock (gate)
        {
            reset.Add(id);
            resetInOrder.Enqueue(id);
            if (resetInOrder.Count > MaximumResets)
                reset.Remove(resetInOrder.Dequeue());
        }
    }

    /// <summary>True if this side has reset a stream. Frames that the client sent before are ignored.</summary>
    public bool IsReset(int id)
    {
        lock (gate)
            return reset.Contains(id);
    }

    /// <summary>Refuses further streams.</summary>
    public void Close()
    {
        lock (gate)
            isClosed = true;
    }

    /// <summary>Waits until no stream is running.</summary>
    public async Task WhenEmptyAsync()
    {
        while (NextRemoval() is { } removal)
            await removal.ConfigureAwait(false);
    }

    private Task? NextRemoval()
    {
        lock (gate)
            return running.Count == 0 ? null : change.Next;
    }
}
