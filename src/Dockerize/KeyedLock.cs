namespace Dockerize;

/// <summary>Lets those who want the same thing have it one after the other. Nothing is kept of what nobody wants any more.</summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<string, Turn> wanted = new(StringComparer.Ordinal);

    /// <summary>How many things are had or waited for.</summary>
    public int Count
    {
        get
        {
            lock (wanted)
                return wanted.Count;
        }
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="name">What is wanted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What ends the turn.</returns>
    public async Task<IDisposable> TakeAsync(string name, CancellationToken cancellationToken = default)
    {
        Turn? turn;
        lock (wanted)
        {
            if (!wanted.TryGetValue(name, out turn))
                wanted.Add(name, turn = new Turn(this, name));
            turn.Count++;
        }

        try
        {
            await turn.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            turn.Leave();
            throw;
        }

        return turn;
    }

    private sealed class Turn(KeyedLock turns, string name) : IDisposable
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        /// <summary>Who has it, and who waits for it.</summary>
        public int Count { get; set; }

        public void Dispose()
        {
            Gate.Release();
            Leave();
        }

        public void Leave()
        {
            lock (turns.wanted)
            {
                if (--Count > 0)
                    return;
                turns.wanted.Remove(name);
                Gate.Dispose();
            }
        }
    }
}
