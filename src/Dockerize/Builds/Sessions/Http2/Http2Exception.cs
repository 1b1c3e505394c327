namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The client violated HTTP/2.</summary>
/// <param name="code">The error code of RFC 9113, section 7.</param>
/// <param name="message">The violation.</param>
internal sealed class Http2Exception(Http2ErrorCode code, string message) : IOException(message)
{
    /// <summary>The error code of RFC 9113, section 7.</summary>
    public Http2ErrorCode Code => code;
}
