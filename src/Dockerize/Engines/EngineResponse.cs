using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>Reads responses of an engine.</summary>
internal static class EngineResponse
{
    private const int BufferSize = 80 * 1024;

    /// <summary>Reads a response as JSON.</summary>
    /// <typeparam name="T">The kind of JSON value: an object or an array.</typeparam>
    /// <exception cref="EngineResponseException">The response has an error status.</exception>
    /// <exception cref="JsonException">The response is not JSON, or its value has another type.</exception>
    public static async Task<T> ReadJsonAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : JToken
    {
        var text = await ReadTextAsync(response, cancellationToken).ConfigureAwait(false);
        return EngineJson.Parse(text) as T ?? throw new JsonReaderException(EngineConnection.NotFromEngine);
    }

    /// <summary>Reads a response as text.</summary>
    /// <exception cref="EngineResponseException">The response has an error status.</exception>
    public static async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? text : throw new EngineResponseException(response.StatusCode, text);
    }

    /// <summary>
    /// Reads a response with any status as text. The text is decoded as UTF-8, even if a proxy declares another
    /// character set.
    /// </summary>
    /// <exception cref="AnswerTooLongException">The response exceeds <see cref="AnswerLimits.Message"/>.</exception>
    [SuppressMessage(
        "Reliability",
        "CA2016:Forward the 'CancellationToken' parameter to methods",
        Justification = ".NET Framework has no such overload. The stream exists already, so the call does not wait."
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

    /// <summary>Copies the body of a response to a stream.</summary>
    /// <exception cref="DockerizeException">
    /// The destination cannot be written. An exception of this type that the destination throws is not changed.
    /// </exception>
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
            catch (Exception exception) when (exception is not (OperationCanceledException or DockerizeException))
            {
                // The error is wrapped, so that it is not reported as a connection error.
                throw new DockerizeException($"Could not write the engine's response: {exception.Message}", exception);
            }
        }
    }
}
