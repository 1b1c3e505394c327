using Dockerize.Files;
using Dockerize.Strings;

namespace Dockerize.Containers;

/// <summary>
/// Receives the log of a container as the engine sends it, in frames of standard output and standard error, and keeps
/// the last lines.
/// </summary>
internal sealed class ContainerLog : WriteOnlyStream
{
    /// <summary>The number of lines to keep.</summary>
    public const int LineCount = 20;

    private const int HeaderLength = 8;

    private readonly byte[] header = new byte[HeaderLength];
    private readonly Queue<string> lines = new();
    private readonly OutputLines output;
    private readonly OutputLines error;
    private int headerLength;
    private long rest;

    /// <summary>Initializes an empty log.</summary>
    public ContainerLog()
    {
        output = new OutputLines(Add);
        error = new OutputLines(Add);
    }

    // The byte of the header that is 2 for standard error.
    private OutputLines Current => header[0] == 2 ? error : output;

    /// <summary>Ends the log, and returns its last lines.</summary>
    public IReadOnlyList<string> Complete()
    {
        output.Complete();
        error.Complete();
        return [.. lines];
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            var length = rest > 0 ? (int)Math.Min(rest, count) : Math.Min(HeaderLength - headerLength, count);
            if (rest > 0)
            {
                Current.Write(new ArraySegment<byte>(buffer, offset, length));
                rest -= length;
            }
            else
            {
                ReadHeader(buffer, offset, length);
            }

            offset += length;
            count -= length;
        }
    }

    private void ReadHeader(byte[] buffer, int offset, int count)
    {
        Buffer.BlockCopy(buffer, offset, header, headerLength, count);
        headerLength += count;
        if (headerLength < HeaderLength)
            return;

        headerLength = 0;
        rest = ((long)header[4] << 24) | ((long)header[5] << 16) | ((long)header[6] << 8) | header[7];
    }

    private void Add(string line)
    {
        if (lines.Count == LineCount)
            lines.Dequeue();
        lines.Enqueue(line);
    }
}
