namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The frame types of RFC 9113, section 6. Frames of other types are ignored.</summary>
internal enum FrameType
{
    Data,
    Headers,
    Priority,
    ResetStream,
    Settings,
    PushPromise,
    Ping,
    GoAway,
    WindowUpdate,
    Continuation,
}
