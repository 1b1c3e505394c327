using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>
/// A message in the response to a build, a pull or a push. The response is a stream of JSON objects, one per line.
/// </summary>
internal sealed class EngineMessage
{
    private const int BufferSize = 16 * 1024;

    /// <summary>The field for the result in Podman's own API. The id of a layer is in the field <c>id</c>.</summary>
    private const string PodmanResult = "Id";

    /// <summary>The maximum number of characters of an invalid message in the error about it.</summary>
    private const int ExcerptLength = 100;

    /// <summary>The output of the classic builder; null if the message has none.</summary>
    public string? Stream { get; init; }

    /// <summary>
    /// The status of the build or transfer, or of the layer <see cref="Id"/> if it is set; null if the message has
    /// none.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>
    /// The id of the layer, or the type of the result in <see cref="Aux"/>; null if the message has none.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>The progress of a transfer; null if the message has none.</summary>
    public TransferCount? Progress { get; init; }

    /// <summary>The error; null if there is none. An error in the stream can follow HTTP status 200.</summary>
    public string? Error { get; init; }

    /// <summary>A result: an object, or a string with BuildKit; null if the message has none.</summary>
    public JToken? Aux { get; init; }

    /// <summary>The digest after Podman's push of an image index; null if the message has none.</summary>
    public string? IndexDigest { get; init; }

    /// <summary>The value of a field of <see cref="Aux"/>; null if the field is missing.</summary>
    public string? AuxValue(string name) =>
        EngineJson.Object(Aux)?[name] is JValue { Value: { } value }
            ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Parses a message.</summary>
    /// <exception cref="JsonException">The line is not a message.</exception>
    public static EngineMessage Parse(string line)
    {
        var message =
            EngineJson.Object(EngineJson.Parse(line)) ?? throw new JsonReaderException("The value is not an object.");
        var progress = EngineJson.RequireObject(message["progressDetail"]);
        var detail = EngineJson.RequireScalar(EngineJson.RequireObject(message["errorDetail"])?["message"]);
        var error = EngineJson.RequireScalar(message["error"]);
        var stream = EngineJson.RequireScalar(message["stream"]);
        var status = EngineJson.RequireScalar(message["status"]);
        var isAnswer = stream is null && status is null && message["aux"] is null;
        // If an engine fails after the stream has begun, it sends the body of an error response as a message.
        var refusal = isAnswer ? EngineJson.RequireScalar(message["message"]) : null;
        return new EngineMessage
        {
            Stream = stream,
            Status = status,
            Id = EngineJson.RequireScalar(message["id"]),
            Progress = progress is null
                ? null
                : new TransferCount(EngineJson.Number(progress["current"]), EngineJson.Number(progress["total"])),
            Error = NullIfEmpty(detail) ?? NullIfEmpty(error) ?? NullIfEmpty(refusal),
            Aux = message["aux"],
            IndexDigest = NullIfEmpty(EngineJson.Text(message[PodmanResult])),
        };
    }

    /// <summary>Reads messages until the stream ends.</summary>
    /// <param name="stream">The body of the response.</param>
    /// <param name="messages">The receiver of each message as it arrives.</param>
    /// <param name="cancellationToken">A token that cancels reading.</param>
    /// <exception cref="AnswerTooLongException">A message exceeds the limit.</exception>
    /// <exception cref="IOException">The stream ends inside a message, or contains invalid text.</exception>
    public static async Task ReadAllAsync(
        Stream stream,
        IProgress<EngineMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[BufferSize];
        using var line = new MemoryStream();
        int count;
        while ((count = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            var start = 0;
            for (
                var end = Array.IndexOf(buffer, (byte)'\n', 0, count);
                end >= 0;
                end = Array.IndexOf(buffer, (byte)'\n', start, count - start)
            )
            {
                line.Write(buffer, start, end - start);
                Complete(isLast: false);
                start = end + 1;
            }

            line.Write(buffer, start, count - start);
            if (line.Length > AnswerLimits.Message)
                throw new AnswerTooLongException(AnswerPart.Message, AnswerLimits.Message);
        }

        Complete(isLast: true);

        void Complete(bool isLast)
        {
            var text = Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).Trim();
            line.SetLength(0);
            if (text.Length == 0)
                return;

            EngineMessage message;
            try
            {
                message = Parse(text);
            }
            catch (JsonException exception)
            {
                throw new IOException(
                    isLast && text[0] == '{' ? "the response ended inside a message" : NoMessage(text),
                    exception
                );
            }

            messages.Report(message);
        }
    }

    // Replaces control characters, because the text may be shown in a terminal.
    private static string NoMessage(string text)
    {
        var start = new string([
            .. text.Take(ExcerptLength).Select(character => char.IsControl(character) ? '?' : character),
        ]);
        return $"the server sent an invalid message: {start}{(text.Length > ExcerptLength ? "…" : "")}";
    }

    private static string? NullIfEmpty(string? text) => text is { Length: > 0 } ? text : null;

    /// <summary>The progress of a transfer.</summary>
    /// <param name="Current">The number of transferred bytes.</param>
    /// <param name="Total">The number of bytes to transfer; 0 if unknown.</param>
    internal sealed record TransferCount(long Current, long Total);
}
