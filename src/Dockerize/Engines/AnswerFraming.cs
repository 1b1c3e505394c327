using System.Globalization;
using System.Text;

namespace Dockerize.Engines;

/// <summary>
/// Parses the framing of an HTTP response while it is read, and limits the length of the head and of the lines between
/// chunks. The HTTP client holds these in memory without a limit of its own.
/// </summary>
internal sealed class AnswerFraming
{
    private readonly StringBuilder line = new();
    private Part part = Part.Head;
    private int length;
    private bool hasReturn;
    private bool isChunked;
    private long rest;

    private enum Part
    {
        Head,
        ChunkSize,
        Chunk,
        ChunkEnd,
        LastChunkEnd,
        Body,
    }

    /// <summary>Parses the next bytes of the response.</summary>
    /// <exception cref="AnswerTooLongException">The head or a line exceeds the limit.</exception>
    /// <exception cref="IOException">The chunks are invalid.</exception>
    public void Follow(byte[] buffer, int offset, int count)
    {
        var end = offset + count;
        while (offset < end && part != Part.Body)
            offset = part == Part.Chunk ? SkipChunk(offset, end) : ReadLine(buffer, offset, end);
    }

    private int SkipChunk(int offset, int end)
    {
        var count = (int)Math.Min(rest, end - offset);
        rest -= count;
        if (rest == 0)
            part = Part.ChunkEnd;
        return offset + count;
    }

    // As in Docker.DotNet, a line ends with the first line feed after a carriage return.
    private int ReadLine(byte[] buffer, int offset, int end)
    {
        while (offset < end)
        {
            var character = (char)buffer[offset++];
            line.Append(character);
            if (++length > AnswerLimits.Head)
                throw new AnswerTooLongException(AnswerPart.Head, AnswerLimits.Head);

            hasReturn |= character == '\r';
            if (character != '\n' || !hasReturn)
                continue;

            var text = line.ToString(0, line.Length - 2);
            line.Clear();
            hasReturn = false;
            Complete(text);
            break;
        }

        return offset;
    }

    private void Complete(string text)
    {
        if (part == Part.Head && text.Length > 0)
        {
            isChunked |=
                text.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase)
                && text.IndexOf("chunked", StringComparison.OrdinalIgnoreCase) > 0;
            return;
        }

        length = 0;
        part = part switch
        {
            Part.Head => isChunked ? Part.ChunkSize : Part.Body,
            Part.ChunkSize => StartChunk(text),
            Part.ChunkEnd => Part.ChunkSize,
            _ => Part.Body,
        };
    }

    private Part StartChunk(string size)
    {
        if (!long.TryParse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out rest) || rest < 0)
            throw new IOException(EngineConnection.NotFromEngine);

        return rest > 0 ? Part.Chunk : Part.LastChunkEnd;
    }
}
