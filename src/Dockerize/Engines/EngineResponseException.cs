using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Dockerize.Engines;

/// <summary>
/// An engine responded with an error status. Callers of the library receive a <see cref="DockerizeException"/> instead.
/// </summary>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="body">The body of the response; empty if there is none.</param>
[SuppressMessage(
    "Design",
    "CA1064:Exceptions should be public",
    Justification = "Callers receive another exception, which has this one as its cause."
)]
internal sealed class EngineResponseException(HttpStatusCode statusCode, string body)
    : Exception(FormattableString.Invariant($"The engine responded with {(int)statusCode} {statusCode}."))
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode => statusCode;

    /// <summary>The body of the response; empty if there is none.</summary>
    public string Body => body;
}
