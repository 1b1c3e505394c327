using System.Diagnostics.CodeAnalysis;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Grpc;

/// <summary>
/// Serves gRPC calls over HTTP/2 (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), without compression.
/// </summary>
internal sealed class GrpcServer
{
    private const string ContentType = "application/grpc";

    private readonly Dictionary<string, GrpcMethod> methods = new(StringComparer.Ordinal);
    private Exception? error;

    /// <summary>Initializes a server.</summary>
    /// <param name="services">The services.</param>
    public GrpcServer(IEnumerable<IGrpcService> services)
    {
        foreach (var method in services.SelectMany(service => service.Methods))
            methods.Add(method.Key, method.Value);
    }

    /// <summary>The paths of all methods.</summary>
    public IEnumerable<string> Methods => methods.Keys;

    /// <summary>
    /// The first exception of a method, other than a <see cref="GrpcException"/>; null if there is none.
    /// </summary>
    public Exception? Error => Volatile.Read(ref error);

    /// <summary>Serves a call: the handler of an <see cref="Http2Connection"/>.</summary>
    public async Task HandleAsync(Http2Stream stream, CancellationToken cancellationToken)
    {
        var response = new GrpcResponse(stream);
        if (Find(stream, ":method") != "POST")
        {
            await response.RejectAsync("405", cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!IsGrpc(Find(stream, "content-type")))
        {
            await response.RejectAsync("415", cancellationToken).ConfigureAwait(false);
            return;
        }

        var (status, message) = await CallAsync(stream, response, cancellationToken).ConfigureAwait(false);
        await response.EndAsync(status, message, cancellationToken).ConfigureAwait(false);
    }

    private static string Find(Http2Stream stream, string name) =>
        stream.Headers.FirstOrDefault(field => field.Name == name)?.Value ?? "";

    // The type can have a suffix for the encoding of the messages, or parameters.
    private static bool IsGrpc(string contentType) =>
        contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "The caller receives a status. The exception is kept for the owner of the session."
    )]
    private async Task<(GrpcStatus Status, string Message)> CallAsync(
        Http2Stream stream,
        GrpcResponse response,
        CancellationToken cancellationToken
    )
    {
        var path = Find(stream, ":path");
        if (!methods.TryGetValue(path, out var method))
            return (GrpcStatus.Unimplemented, $"unknown method {path}");

        try
        {
            var call = new GrpcCall(stream.Headers, stream.Content, response.BeginAsync);
            await method(call, cancellationToken).ConfigureAwait(false);
            return (GrpcStatus.Ok, "");
        }
        catch (GrpcException exception)
        {
            return (exception.Status, exception.Message);
        }
        catch (InvalidMessageException exception)
        {
            return (GrpcStatus.InvalidArgument, exception.Message);
        }
        catch (Exception exception) when (!stream.IsClosed && !cancellationToken.IsCancellationRequested)
        {
            // After a reset or the end of the session, an exception is only a consequence, and is not kept.
            Interlocked.CompareExchange(ref error, exception, null);
            // The text of the exception is not sent, because it may contain a secret.
            return (GrpcStatus.Internal, "the client of the session failed");
        }
    }
}
