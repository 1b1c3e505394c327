namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The settings of RFC 9113, section 6.5.2. Other settings are ignored.</summary>
internal enum SettingId
{
    HeaderTableSize = 1,
    EnablePush,
    MaxConcurrentStreams,
    InitialWindowSize,
    MaxFrameSize,
    MaxHeaderListSize,
}
