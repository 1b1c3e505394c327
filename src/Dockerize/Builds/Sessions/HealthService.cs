using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;

namespace Dockerize.Builds.Sessions;

/// <summary>
/// Reports that the session serves calls (<c>grpc.health.v1.Health</c>). The engine checks it regularly.
/// </summary>
internal sealed class HealthService : IGrpcService
{
    /// <summary>The value <c>SERVING</c> of <c>HealthCheckResponse.ServingStatus</c>.</summary>
    private const int Serving = 1;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, GrpcMethod> Methods { get; } =
        new Dictionary<string, GrpcMethod>
        {
            ["/grpc.health.v1.Health/Check"] = (call, cancellationToken) =>
                call.RespondAsync(_ => new ProtobufWriter().Add(1, Serving).ToMessage(), cancellationToken),
        };
}
