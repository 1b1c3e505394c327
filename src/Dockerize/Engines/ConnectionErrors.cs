using System.Net.Http;
using System.Net.Sockets;
using Newtonsoft.Json;

namespace Dockerize.Engines;

/// <summary>
/// Interprets the exceptions of a call to an engine. The HTTP client, streams and sockets wrap each other's exceptions.
/// </summary>
internal static class ConnectionErrors
{
    /// <summary>
    /// True if the connection failed, not the request. A response that is not JSON is treated as a failed connection,
    /// because it did not come from an engine.
    /// </summary>
    public static bool IsConnectionError(Exception exception) =>
        exception
            is HttpRequestException
                or IOException
                or SocketException
                or TimeoutException
                or UnauthorizedAccessException
                or OperationCanceledException
                or JsonException
                or ObjectDisposedException;

    /// <summary>The reason why the connection failed, as a clause.</summary>
    public static string Reason(Exception exception) =>
        Innermost(exception) switch
        {
            EndOfStreamException or ObjectDisposedException => "the server closed the connection",
            JsonException => Find<IOException>(exception)?.Message ?? EngineConnection.NotFromEngine,
            var innermost => innermost.Message,
        };

    /// <summary>True if the user does not have permission to open the socket or pipe of the engine.</summary>
    public static bool IsAccessDenied(Exception exception) =>
        Find<SocketException>(exception) is { SocketErrorCode: SocketError.AccessDenied }
        || Find<UnauthorizedAccessException>(exception) is not null;

    /// <summary>
    /// The engine's message in an error response: <c>{"message":"…"}</c>, or an error in the format of a message
    /// stream. For any other body, such as the page of a proxy, the HTTP status.
    /// </summary>
    public static string ApiMessage(EngineResponseException exception) =>
        FindMessage(exception.Body) ?? $"{(int)exception.StatusCode} {exception.StatusCode}";

    /// <summary>
    /// The engine's message in the JSON text of an error: <c>{"message":"…"}</c>, or an error in the format of a
    /// message stream. Null for any other text.
    /// </summary>
    public static string? FindMessage(string json)
    {
        try
        {
            var body = EngineJson.Object(EngineJson.Parse(json));
            var message =
                EngineJson.Text(body?["message"])
                ?? EngineJson.Text(EngineJson.Object(body?["errorDetail"])?["message"])
                ?? EngineJson.Text(body?["error"]);
            return message?.Trim();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The reason why the response to a ping is not from an engine, as a clause.</summary>
    /// <param name="response">The response.</param>
    /// <param name="text">The body of the response.</param>
    public static string PingFailure(HttpResponseMessage response, string text) =>
        text.Contains("HTTPS server")
            ? "the server requires TLS (set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or select a docker context with "
                + "certificates)"
            : FormattableString.Invariant($"the server returned HTTP status {(int)response.StatusCode}");

    /// <summary>
    /// The first exception of a type among an exception and its inner exceptions; null if there is none.
    /// </summary>
    public static T? Find<T>(Exception? exception)
        where T : Exception => exception is null or T ? (T?)exception : Find<T>(exception.InnerException);

    private static Exception Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : exception;
}
