using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2;
using Dockerize.Engines;
using Newtonsoft.Json;

namespace Dockerize.Builds;

/// <summary>BuildKit's own API, which an engine serves at <c>POST /grpc</c>.</summary>
internal static class BuildKitApi
{
    /// <summary>Connects to the API.</summary>
    /// <exception cref="EngineException">The engine refuses the connection.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public static async Task<Http2ClientConnection> ConnectAsync(EngineApi api, CancellationToken cancellationToken)
    {
        var stream = await api.OpenBuildKitAsync(cancellationToken).ConfigureAwait(false);
        var connection = new Http2ClientConnection(stream, GrpcClient.MaximumContent);
        try
        {
            await connection.StartAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// True for an error of the engine, of the connection, or of a registry. Invalid JSON is also an error of one of
    /// them.
    /// </summary>
    public static bool IsFailure(Exception exception) =>
        exception is DockerizeException or GrpcException or IOException or JsonException or ObjectDisposedException;
}
