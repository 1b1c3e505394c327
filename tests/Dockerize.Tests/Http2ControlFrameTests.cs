using Dockerize.Builds.Sessions.Http2;

namespace Dockerize.Tests;

/// <summary>The rules of RFC 9113 for SETTINGS, PING and GOAWAY.</summary>
[TestClass]
public sealed class Http2ControlFrameTests
{
    [TestMethod]
    public async Task SETTINGS_are_acknowledged_and_unknown_settings_are_ignored()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);
        Assert.IsNotNull(await client.FindAsync(FrameType.Settings, 0, isAcknowledgment: true));

        await client.SendSettingsAsync(((SettingId)99, -1), (SettingId.MaxHeaderListSize, -1));

        Assert.IsNotNull(await client.FindAsync(FrameType.Settings, 0, isAcknowledgment: true));
    }

    [TestMethod]
    public async Task Own_SETTINGS_are_the_first_frame_and_announce_the_limits()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        var first = (await client.ReadToPingAsync())[0];

        Assert.AreEqual(FrameType.Settings, first.Type);
        Assert.AreEqual(0, first.StreamId);
        CollectionAssert.AreEqual(
            new Http2Setting[]
            {
                new(SettingId.MaxConcurrentStreams, 256),
                new(SettingId.MaxHeaderListSize, 1024 * 1024),
            },
            Http2Setting.Read(first).ToArray()
        );
    }

    [TestMethod]
    [DataRow(SettingId.EnablePush, 2, Http2ErrorCode.ProtocolError)]
    [DataRow(SettingId.InitialWindowSize, int.MinValue, Http2ErrorCode.FlowControlError)]
    [DataRow(SettingId.MaxFrameSize, 16383, Http2ErrorCode.ProtocolError)]
    [DataRow(SettingId.MaxFrameSize, 1 << 24, Http2ErrorCode.ProtocolError)]
    public Task Setting_outside_its_range_is_an_error(object id, int value, object code) =>
        Http2FrameTests.FailsAsync((Http2ErrorCode)code, client => client.SendSettingsAsync(((SettingId)id, value)));

    [TestMethod]
    public async Task PING_is_answered_with_its_content()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        await client.SendAsync(FrameType.Ping, FrameFlags.None, 0, 1, 2, 3, 4, 5, 6, 7, 8);

        CollectionAssert.AreEqual(
            new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 },
            (await client.FindAsync(FrameType.Ping, 0, isAcknowledgment: true))!.Value.Payload.ToArray()
        );
    }

    [TestMethod]
    public async Task PING_acknowledgment_is_not_answered()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        await client.SendAsync(FrameType.Ping, FrameFlags.EndStream, 0, 1, 1, 1, 1, 1, 1, 1, 1);
        await client.SendAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);

        CollectionAssert.AreEqual(
            new byte[8],
            (await client.FindAsync(FrameType.Ping, 0, isAcknowledgment: true))!.Value.Payload.ToArray()
        );
    }

    [TestMethod]
    public async Task GOAWAY_of_the_client_lets_responses_end()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.EchoAsync);

        await client.SendRequestAsync(1, endsStream: false);
        await client.SendAsync(FrameType.GoAway, FrameFlags.None, 0, new byte[20]);
        await client.SendDataAsync(1, 1, endsStream: true);

        Assert.IsNotNull(await client.FindAsync(FrameType.Data, 1));
    }
}
