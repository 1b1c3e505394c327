using System.Diagnostics.CodeAnalysis;

namespace Dockerize.Tests;

/// <summary>One end of a connection in memory. Disposing it ends the input of the other end.</summary>
internal sealed class DuplexStream : Stream
{
    private readonly Channel input;
    private readonly Channel output;

    private DuplexStream(Channel input, Channel output) => (this.input, this.output) = (input, output);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static (DuplexStream First, DuplexStream Second) CreatePair()
    {
        var (one, other) = (new Channel(), new Channel());
        return (new(one, other), new(other, one));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        input.ReadAsync(buffer, offset, count, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        output.Write(buffer.Skip(offset).Take(count).ToArray());
        return Task.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        output.Write([]);
        base.Dispose(disposing);
    }

    /// <summary>The bytes of one direction. An empty block is the end.</summary>
    [SuppressMessage(
        "Design",
        "CA1001:Types that own disposable fields should be disposable",
        Justification = "Two streams use a channel, and a semaphore without a wait handle owns no resources."
    )]
    private sealed class Channel
    {
        private readonly Queue<byte[]> blocks = new();
        private readonly SemaphoreSlim count = new(0);
        private byte[] block = [];
        private int position;

        public void Write(byte[] bytes)
        {
            lock (blocks)
                blocks.Enqueue(bytes);
            count.Release();
        }

        public async Task<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
        {
            if (position == block.Length)
            {
                await count.WaitAsync(cancellationToken).ConfigureAwait(false);
                lock (blocks)
                    block = blocks.Dequeue();
                position = 0;
            }

            var read = Math.Min(length, block.Length - position);
            Array.Copy(block, position, buffer, offset, read);
            position += read;
            return read;
        }
    }
}
