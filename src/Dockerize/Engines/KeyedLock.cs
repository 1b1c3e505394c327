namespace Dockerize.Engines;

/// <summary>A lock per key. A key is removed when it is neither held nor waited for.</summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>The number of keys that are held or waited for.</summary>
    public int Count
    {
        get
        {
            lock (entries)
                return entries.Count;
        }
    }

    /// <summary>Acquires the lock of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">A token that cancels waiting.</param>
    /// <returns>An object that releases the lock when it is disposed.</returns>
    public async Task<IDisposable> TakeAsync(string key, CancellationToken cancellationToken = default)
    {
        Entry? entry;
        lock (entries)
        {
            if (!entries.TryGetValue(key, out entry))
                entries.Add(key, entry = new Entry(this, key));
            entry.Users++;
        }

        try
        {
            await entry.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            entry.Leave();
            throw;
        }

        return entry;
    }

    private sealed class Entry(KeyedLock owner, string key) : IDisposable
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        /// <summary>The number of callers that hold the lock or wait for it.</summary>
        public int Users { get; set; }

        public void Dispose()
        {
            Gate.Release();
            Leave();
        }

        public void Leave()
        {
            lock (owner.entries)
            {
                if (--Users > 0)
                    return;

                owner.entries.Remove(key);
                Gate.Dispose();
            }
        }
    }
}
