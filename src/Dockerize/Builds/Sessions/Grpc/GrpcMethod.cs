namespace Dockerize.Builds.Sessions.Grpc;

/// <summary>The implementation of a method. It throws a <see cref="GrpcException"/> if the call fails.</summary>
/// <param name="call">The call.</param>
/// <param name="cancellationToken">A token that is canceled when the caller or the session ends the call.</param>
internal delegate Task GrpcMethod(GrpcCall call, CancellationToken cancellationToken);
