using System.Text;

namespace Dockerize.Engines;

/// <summary>
/// Wraps the connection that the HTTP client of Docker.DotNet uses. The client writes headers with the line ends of the
/// platform, and reads lines of any length. This stream writes HTTP line ends, and limits the length of response lines.
/// </summary>
/// <param name="inner">The connection to the engine.</param>
/// <param name="targetPrefix">
/// The prefix of each request target: empty, or the address of the engine for a forwarding proxy.
/// </param>
internal sealed class EngineStream(Stream inner, string targetPrefix) : Stream
{
    private const string LineEnd = "\r\n";

    private readonly AnswerFraming framing = new();
    private readonly MemoryStream head = new();
    private bool isHeadSent;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        framing.Follow(buffer, offset, read);
        return read;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        var read = await inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        framing.Follow(buffer, offset, read);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (!isHeadSent)
        {
            head.Write(buffer, offset, count);
            if (TakeHead() is not { } bytes)
                return;

            isHeadSent = true;
            (buffer, offset, count) = (bytes, 0, bytes.Length);
        }

        await inner.WriteAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            head.Dispose();
        }

        base.Dispose(disposing);
    }

    // Returns the corrected head and the bytes after it, or null if the head is not complete yet.
    private byte[]? TakeHead()
    {
        var bytes = head.ToArray();
        var text = Encoding.ASCII.GetString(bytes);
        var end = text.IndexOf("\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return null;

        var lines = text.Substring(0, end).Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var target = lines[0].IndexOf(' ') + 1;
        lines[0] = lines[0].Insert(target, targetPrefix);
        var corrected = Encoding.ASCII.GetBytes(string.Join(LineEnd, lines) + LineEnd + LineEnd);
        return [.. corrected, .. bytes.Skip(end + "\n\r\n".Length)];
    }
}
