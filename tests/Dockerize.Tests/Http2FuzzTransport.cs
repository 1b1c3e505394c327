using System.Diagnostics.CodeAnalysis;

namespace Dockerize.Tests;

/// <summary>A connection to a client that sends given bytes in random parts, and then ends in a random way.</summary>
/// <param name="input">The bytes.</param>
/// <param name="seed">The seed of the random numbers.</param>
/// <param name="cancel">A function that cancels the connection of the server.</param>
[SuppressMessage(
    "Security",
    "CA5394:Do not use insecure randomness",
    Justification = "A seed makes the random numbers repeatable."
)]
internal sealed class Http2FuzzTransport(byte[] input, int seed, Action cancel) : Stream
{
    private readonly Random random = new(seed);
    private readonly int ending = seed % 8;
    private readonly int lastWrite = seed % 16 == 15 ? seed / 16 % 8 : int.MaxValue;
    private readonly TaskCompletionSource disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int position;
    private int writes;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (position == input.Length)
            return await EndAsync(cancellationToken);

        var length = Math.Min(
            Math.Min(count, random.Next(4) == 0 ? random.Next(1, 20) : count),
            input.Length - position
        );
        Buffer.BlockCopy(input, position, buffer, offset, length);
        position += length;
        return length;
    }

    // From a random number of writes on, the client does not read or has closed its side.
    public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (writes++ < lastWrite)
            return;
        if (ending % 2 == 0)
            throw new IOException("write");
        await disposed.Task;
        throw new ObjectDisposedException(nameof(Http2FuzzTransport));
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        disposed.TrySetResult();
        base.Dispose(disposing);
    }

    private async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        switch (ending)
        {
            case 0:
                throw new IOException("read");
            case 1:
                cancel();
                await Task.Delay(System.Threading.Timeout.Infinite, cancellationToken);
                break;
        }

        return 0;
    }
}
