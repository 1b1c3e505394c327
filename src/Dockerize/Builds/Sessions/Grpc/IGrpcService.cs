namespace Dockerize.Builds.Sessions.Grpc;

/// <summary>A service that a build session offers to the engine.</summary>
internal interface IGrpcService
{
    /// <summary>The methods by path, such as <c>/moby.buildkit.secrets.v1.Secrets/GetSecret</c>.</summary>
    IReadOnlyDictionary<string, GrpcMethod> Methods { get; }
}
