using System.Net.Http;
using System.Net.Sockets;
using Docker.DotNet;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize;

/// <summary>What the exceptions of a call to an engine mean: each layer below wraps those of the next.</summary>
internal static class ConnectionErrors
{
    // What is no JSON did not come from an engine.
    public static bool IsConnectionError(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or TimeoutException or UnauthorizedAccessException or OperationCanceledException or JsonException or ObjectDisposedException;

    public static string Reason(Exception exception) => Innermost(exception) switch
    {
        EndOfStreamException or ObjectDisposedException => "it closed the connection",
        JsonException => Find<IOException>(exception)?.Message ?? EngineConnection.NoAnswer,
        var innermost => innermost.Message,
    };

    // The body is {"message":"…"}, or an error like those of a stream; a proxy in between may answer with anything.
    public static string ApiMessage(DockerApiException exception)
    {
        var status = $"{(int)exception.StatusCode} {exception.StatusCode}";
        try
        {
            var body = JObject.Parse(exception.ResponseBody);
            return (body.SelectToken("message") ?? body.SelectToken("errorDetail.message") ?? body.SelectToken("error")) is JValue { Value: string message } ? message.Trim() : status;
        }
        catch (JsonException)
        {
            return status;
        }
    }

    public static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;

    public static T? Find<T>(Exception? exception)
        where T : Exception => exception is null or T ? (T?)exception : Find<T>(exception.InnerException);
}
