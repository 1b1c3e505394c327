using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>One message of the stream with which an engine answers a build, a pull or a push: a JSON object on a line of its own.</summary>
internal sealed class EngineMessage
{
    private const int BufferSize = 16 * 1024;

    /// <summary>In bytes. No engine says as much at once; what goes on without a line's end must not fill the memory.</summary>
    private const int LongMessage = 16 * 1024 * 1024;

    /// <summary>How much of what is no message an error repeats.</summary>
    private const int ExcerptLength = 100;

    /// <summary>Output of the classic builder.</summary>
    [JsonProperty("stream")]
    public string? Stream { get; init; }

    /// <summary>What is being done, in a transfer to the layer <see cref="Id"/>.</summary>
    [JsonProperty("status")]
    public string? Status { get; init; }

    /// <summary>The layer that the message is about; of a message with <see cref="Aux"/> what kind of value that is.</summary>
    [JsonProperty("id")]
    public string? Id { get; init; }

    /// <summary>How far a transfer is.</summary>
    [JsonProperty("progressDetail")]
    public TransferCount? Progress { get; init; }

    /// <summary>What failed; the stream's HTTP status was 200 long before.</summary>
    [JsonIgnore]
    public string? Error => ErrorDetail?.Message is { Length: > 0 } detail ? detail : ErrorText is { Length: > 0 } text ? text : null;

    /// <summary>A result: an object, or with BuildKit a string.</summary>
    [JsonProperty("aux")]
    public JToken? Aux { get; init; }

    [JsonProperty("error")]
    private string? ErrorText { get; init; }

    [JsonProperty("errorDetail")]
    private ErrorObject? ErrorDetail { get; init; }

    /// <summary>A value of <see cref="Aux"/>; null where it has none of that name.</summary>
    public string? AuxValue(string name) => (Aux as JObject)?[name] is JValue { Value: { } value } ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    /// <summary>Reads one message.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static EngineMessage Parse(string line) =>
        JsonConvert.DeserializeObject<EngineMessage>(line) ?? throw new JsonReaderException("There is no object.");

    /// <summary>Reads messages until the stream ends.</summary>
    /// <param name="stream">The body of the answer.</param>
    /// <param name="messages">Gets each as it arrives.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The stream ends inside a message, or has something else in it: also what does not end within 16 MB.</exception>
    public static async Task ReadAllAsync(Stream stream, IProgress<EngineMessage> messages, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        using var line = new MemoryStream();
        int count;
        while ((count = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            var start = 0;
            for (var end = Array.IndexOf(buffer, (byte)'\n', 0, count); end >= 0; end = Array.IndexOf(buffer, (byte)'\n', start, count - start))
            {
                line.Write(buffer, start, end - start);
                Complete(isLast: false);
                start = end + 1;
            }

            line.Write(buffer, start, count - start);
            if (line.Length > LongMessage)
                throw new IOException(NoMessage(Encoding.UTF8.GetString(line.GetBuffer(), 0, BufferSize)));
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
                throw new IOException(isLast && text[0] == '{' ? "its answer ended in the middle of a message" : NoMessage(text), exception);
            }

            messages.Report(message);
        }
    }

    // What is no text does not get into a terminal.
    private static string NoMessage(string text)
    {
        var start = new string([.. text.Take(ExcerptLength).Select(character => char.IsControl(character) ? '?' : character)]);
        return $"what came is no message of an engine: {start}{(text.Length > ExcerptLength ? "…" : "")}";
    }

    /// <summary>How far a transfer is.</summary>
    internal sealed class TransferCount
    {
        /// <summary>In bytes.</summary>
        [JsonProperty("current")]
        public long Current { get; init; }

        /// <summary>In bytes; 0: not known.</summary>
        [JsonProperty("total")]
        public long Total { get; init; }
    }

    private sealed class ErrorObject
    {
        [JsonProperty("message")]
        public string? Message { get; init; }
    }
}
