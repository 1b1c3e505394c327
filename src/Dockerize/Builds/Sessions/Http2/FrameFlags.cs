namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The flags of RFC 9113, section 6. ACK has the same bit as END_STREAM.</summary>
[Flags]
internal enum FrameFlags
{
    None = 0,
    EndStream = 0x1,
    EndHeaders = 0x4,
    Padded = 0x8,
    Priority = 0x20,
}
