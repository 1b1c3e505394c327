using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>Reads the answers of an engine.</summary>
internal static class EngineResponse
{
    private const int BufferSize = 80 * 1024;

    /// <summary>Reads the JSON of an answer.</summary>
    /// <typeparam name="T">The kind of JSON value: an object or an array.</typeparam>
    /// <exception cref="EngineResponseException">The answer has an error status.</exception>
    /// <exception cref="JsonException">The answer is something else.</exception>
    public static async Task<T> ReadJsonAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : JToken
    {
        var text = await ReadTextAsync(response, cancellationToken).ConfigureAwait(false);
        return EngineJson.Parse(text) as T ?? throw new JsonReaderException(EngineConnection.NoAnswer);
    }

    /// <summary>Reads the text of an answer.</summary>
    /// <exception cref="EngineResponseException">The answer has an error status.</exception>
    public static async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? text : throw new EngineResponseException(response.StatusCode, text);
    }

    /// <summary>
    /// Reads the text of an answer with any status. It is UTF-8, whichever character set a proxy declares.
    /// </summary>
    /// <exception cref="AnswerTooLongException">The answer exceeds the limit of a message.</exception>
    [SuppressMessage(
        "Reliability",
        "CA2016:Forward the 'CancellationToken' parameter to methods",
        Justification = ".NET Framework has no such overload, and the stream of an answer is there at once."
    )]
    public static async Task<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        using var body = new MemoryStream();
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Write(buffer, 0, count);
            if (body.Length > AnswerLimits.Message)
                throw new AnswerTooLongException(AnswerPart.Message, AnswerLimits.Message);
        }

        body.Position = 0;
        using var reader = new StreamReader(body, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Copies the body of an answer.</summary>
    /// <exception cref="DockerizeException">The destination cannot be written.</exception>
    public static async Task CopyAsync(
        Stream source,
        Stream destination,
        ConnectionActivity activity,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await source.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            activity.Note();
            try
            {
                await destination.WriteAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // An error of the destination must not be reported as an error of the connection.
                throw new DockerizeException(
                    $"Could not write the answer of the engine: {exception.Message}",
                    exception
                );
            }
        }
    }
}
