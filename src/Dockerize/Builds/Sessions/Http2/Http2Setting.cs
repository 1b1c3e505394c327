namespace Dockerize.Builds.Sessions.Http2;

/// <summary>A setting of the client.</summary>
/// <param name="Id">The setting; other values than those of the enumeration are possible.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Http2Setting(SettingId Id, uint Value)
{
    /// <summary>The number of bytes of a setting in a SETTINGS frame.</summary>
    public const int Length = 6;

    /// <summary>Reads and checks the settings of a frame.</summary>
    /// <exception cref="Http2Exception">A setting is incomplete, or a value is outside its range.</exception>
    public static IEnumerable<Http2Setting> Read(Frame frame)
    {
        if (frame.Payload.Count % Length != 0)
            throw new Http2Exception(Http2ErrorCode.FrameSizeError, "A setting is incomplete.");

        for (var offset = frame.Payload.Offset; offset < frame.Payload.Offset + frame.Payload.Count; offset += Length)
        {
            var id = (SettingId)BigEndian.Read16(frame.Payload.Array!, offset);
            var setting = new Http2Setting(id, BigEndian.Read32(frame.Payload.Array!, offset + 2));
            setting.Check();
            yield return setting;
        }
    }

    private void Check()
    {
        var isValid = Id switch
        {
            SettingId.EnablePush => Value <= 1,
            SettingId.InitialWindowSize => Value <= int.MaxValue,
            SettingId.MaxFrameSize => Value is >= Frame.MaximumPayload and < 1 << 24,
            _ => true,
        };
        if (isValid)
            return;

        var code = Id == SettingId.InitialWindowSize ? Http2ErrorCode.FlowControlError : Http2ErrorCode.ProtocolError;
        throw new Http2Exception(code, $"The setting {Id} is {Value}.");
    }
}
