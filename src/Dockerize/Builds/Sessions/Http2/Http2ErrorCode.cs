namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The error codes of RFC 9113, section 7.</summary>
internal enum Http2ErrorCode
{
    NoError,
    ProtocolError,
    InternalError,
    FlowControlError,
    SettingsTimeout,
    StreamClosed,
    FrameSizeError,
    RefusedStream,
    Cancel,
    CompressionError,
    ConnectError,
    EnhanceYourCalm,
    InadequateSecurity,
    Http11Required,
}
