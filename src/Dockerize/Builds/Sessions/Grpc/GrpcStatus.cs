namespace Dockerize.Builds.Sessions.Grpc;

/// <summary>The status codes of gRPC (https://grpc.io/docs/guides/status-codes/).</summary>
internal enum GrpcStatus
{
    Ok = 0,
    Unknown = 2,
    InvalidArgument = 3,
    NotFound = 5,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
}
