using System.Net.Http;
using System.Net.Sockets;
using Docker.DotNet;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>What the exceptions of a call to an engine mean: each layer below wraps those of the next.</summary>
internal static class ConnectionErrors
{
    /// <summary>Whether it says that the connection is at fault, and not what was asked. What is no JSON did not come from an engine.</summary>
    public static bool IsConnectionError(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or TimeoutException or UnauthorizedAccessException or OperationCanceledException or JsonException or ObjectDisposedException;

    /// <summary>What to tell a user of it.</summary>
    public static string Reason(Exception exception) => Innermost(exception) switch
    {
        EndOfStreamException or ObjectDisposedException => "it closed the connection",
        JsonException => Find<IOException>(exception)?.Message ?? EngineConnection.NoAnswer,
        var innermost => innermost.Message,
    };

    /// <summary>The engine's own words: the body is {"message":"…"}, or an error like those of a stream; a proxy in between may answer with anything.</summary>
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

    /// <summary>The first of a kind among what an exception wraps, itself included; null if there is none.</summary>
    public static T? Find<T>(Exception? exception)
        where T : Exception => exception is null or T ? (T?)exception : Find<T>(exception.InnerException);

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
