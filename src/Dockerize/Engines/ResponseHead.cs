using System.Globalization;
using System.Text;

namespace Dockerize.Engines;

/// <summary>The status line and the headers of an HTTP response that is read without an HTTP client.</summary>
internal sealed class ResponseHead
{
    /// <summary>
    /// The limit of a head in bytes. It is lower than <see cref="AnswerLimits.Head"/>, because single bytes are slow.
    /// </summary>
    private const int Limit = 16_000;

    private readonly string[] lines;

    private ResponseHead(string[] lines, int status)
    {
        this.lines = lines;
        Status = status;
    }

    /// <summary>The HTTP status; 0 if the response is not from an HTTP server.</summary>
    public int Status { get; }

    /// <summary>Reads the head of a response, and none of the bytes after it.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The head; null if the connection was closed before its end.</returns>
    /// <exception cref="AnswerTooLongException">The head exceeds 16 kB.</exception>
    public static async Task<ResponseHead?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        // Reads byte by byte, because the bytes after the head belong to another protocol.
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            if (head.Length >= Limit)
                throw new AnswerTooLongException(AnswerPart.Head, Limit);
            if (await stream.ReadAsync(one, 0, 1, cancellationToken).ConfigureAwait(false) == 0)
                return null;

            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split(["\r\n"], StringSplitOptions.None);
        return new(lines, StatusOf(lines[0]));
    }

    /// <summary>The value of a header; null if the response does not have the header.</summary>
    public string? Find(string name)
    {
        var start = name + ":";
        return lines
            .Skip(1)
            .FirstOrDefault(line => line.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            ?.Substring(start.Length)
            .Trim();
    }

    private static int StatusOf(string line)
    {
        var parts = line.Split(' ');
        var hasStatus = int.TryParse(
            parts.ElementAtOrDefault(1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var status
        );
        return hasStatus && line.StartsWith("HTTP/1.", StringComparison.Ordinal) ? status : 0;
    }
}
