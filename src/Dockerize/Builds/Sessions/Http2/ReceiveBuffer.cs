namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The content of a request that was received and not yet read. Flow control limits its size.</summary>
internal sealed class ReceiveBuffer
{
    private const int SmallestLength = 256;

    private readonly object gate = new();
    private readonly ChangeSignal change = new();
    private byte[] bytes = [];
    private int start;
    private int count;
    private bool isEnded;
    private Exception? error;

    /// <summary>Adds received content.</summary>
    /// <returns>False if the buffer is closed.</returns>
    public bool TryAdd(ArraySegment<byte> content)
    {
        lock (gate)
        {
            if (error is not null)
                return false;
            if (content.Count == 0)
                return true;

            MakeRoom(content.Count);
            Buffer.BlockCopy(content.Array!, content.Offset, bytes, start + count, content.Count);
            count += content.Count;
            change.Raise();
            return true;
        }
    }

    /// <summary>Ends the content.</summary>
    public void End()
    {
        lock (gate)
        {
            isEnded = true;
            change.Raise();
        }
    }

    /// <summary>Discards the content, and ends all reads with an error.</summary>
    /// <returns>The number of discarded bytes.</returns>
    public int Close(Exception reason)
    {
        lock (gate)
        {
            var discarded = count;
            error ??= reason;
            count = 0;
            bytes = [];
            start = 0;
            change.Raise();
            return discarded;
        }
    }

    /// <summary>Reads content, and waits if there is none.</summary>
    /// <returns>The number of bytes; 0 at the end of the content.</returns>
    /// <exception cref="IOException">The stream was reset, or the connection was lost.</exception>
    public async Task<int> ReadAsync(ArraySegment<byte> target, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(target, out var changed) is { } read)
                return read;
            await ChangeSignal.WaitAsync(changed, cancellationToken).ConfigureAwait(false);
        }
    }

    private int? Read(ArraySegment<byte> target, out Task changed)
    {
        lock (gate)
        {
            if (error is not null)
                throw new IOException(error.Message, error);

            changed = Task.CompletedTask;
            if (count == 0 && !isEnded && target.Count > 0)
            {
                changed = change.Next;
                return null;
            }

            var read = Math.Min(count, target.Count);
            if (read > 0)
                Buffer.BlockCopy(bytes, start, target.Array!, target.Offset, read);
            start = read == count ? 0 : start + read;
            count -= read;
            return read;
        }
    }

    private void MakeRoom(int length)
    {
        if (start + count + length <= bytes.Length)
            return;

        var target = bytes;
        if (count + length > bytes.Length)
            target = new byte[Math.Max(SmallestLength, Math.Max(2 * bytes.Length, count + length))];
        Buffer.BlockCopy(bytes, start, target, 0, count);
        bytes = target;
        start = 0;
    }
}
