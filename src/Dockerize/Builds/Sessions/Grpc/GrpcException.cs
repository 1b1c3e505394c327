using System.Diagnostics.CodeAnalysis;

namespace Dockerize.Builds.Sessions.Grpc;

/// <summary>A call failed. The status and the message are sent to the caller.</summary>
/// <param name="status">The status code.</param>
/// <param name="message">The message, without secrets.</param>
[SuppressMessage(
    "Design",
    "CA1064:Exceptions should be public",
    Justification = "The server converts the exception to a status. Callers of the library do not receive it."
)]
internal sealed class GrpcException(GrpcStatus status, string message) : Exception(message)
{
    /// <summary>The status code.</summary>
    public GrpcStatus Status => status;
}
