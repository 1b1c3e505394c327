using Dockerize.Builds.Sessions.Http2;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Tests;

/// <summary>The rules of RFC 9113 for the fields and the length of requests.</summary>
[TestClass]
public sealed class Http2RequestTests
{
    [TestMethod]
    [DataRow(":method=GET;:scheme=http", DisplayName = "Missing :path")]
    [DataRow(":method=GET;:path=/", DisplayName = "Missing :scheme")]
    [DataRow(":scheme=http;:path=/", DisplayName = "Missing :method")]
    [DataRow(":method=GET;:scheme=http;:path=", DisplayName = "Empty :path")]
    [DataRow(":method=GET;:scheme=http;:path=/;:path=/", DisplayName = "Repeated :path")]
    [DataRow(":method=GET;:scheme=http;:path=/;:status=200", DisplayName = "Pseudo-header field of a response")]
    [DataRow(":method=GET;:scheme=http;:path=/;:other=1", DisplayName = "Unknown pseudo-header field")]
    [DataRow(":method=GET;:scheme=http;a=1;:path=/", DisplayName = "Pseudo-header field after a header field")]
    [DataRow(":method=GET;:scheme=http;:path=/\n", DisplayName = "Line break in a pseudo-header field")]
    [DataRow(":method=GET;:scheme=http;:path=/;Name=1", DisplayName = "Upper-case name")]
    [DataRow(":method=GET;:scheme=http;:path=/;=1", DisplayName = "Empty name")]
    [DataRow(":method=GET;:scheme=http;:path=/;a b=1", DisplayName = "Blank in a name")]
    [DataRow(":method=GET;:scheme=http;:path=/;a:b=1", DisplayName = "Colon in a name")]
    [DataRow(":method=GET;:scheme=http;:path=/;a\u00e4=1", DisplayName = "Byte over 0x7e in a name")]
    [DataRow(":method=GET;:scheme=http;:path=/;a= 1", DisplayName = "Blank before a value")]
    [DataRow(":method=GET;:scheme=http;:path=/;a=1\t", DisplayName = "Tab after a value")]
    [DataRow(":method=GET;:scheme=http;:path=/;a=1\0", DisplayName = "Zero byte in a value")]
    [DataRow(":method=GET;:scheme=http;:path=/;a=1\r2", DisplayName = "Line break in a value")]
    [DataRow(":method=GET;:scheme=http;:path=/;connection=close", DisplayName = "Header field of a connection")]
    [DataRow(":method=GET;:scheme=http;:path=/;transfer-encoding=chunked", DisplayName = "transfer-encoding")]
    [DataRow(":method=GET;:scheme=http;:path=/;te=gzip", DisplayName = "te other than trailers")]
    [DataRow(":method=GET;:scheme=http;:path=/;content-length=x", DisplayName = "Invalid content-length")]
    [DataRow(":method=GET;:scheme=http;:path=/;content-length=1;content-length=2", DisplayName = "Two lengths")]
    [DataRow(":method=GET;:scheme=http;:path=/;content-length=1", DisplayName = "Missing content")]
    public async Task Malformed_request_is_reset(string fields)
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        await client.SendHeadersAsync(1, endsStream: true, Fields(fields));
        await client.SendRequestAsync(3);

        Assert.AreEqual(Http2ErrorCode.ProtocolError, await client.ResetAsync(1));
        Assert.IsNotNull(await client.FindAsync(FrameType.Headers, 3));
    }

    [TestMethod]
    [DataRow(":method=GET;:scheme=http;:path=/;te=trailers", DisplayName = "te: trailers")]
    [DataRow(
        ":authority=a;:path=/;:scheme=https;:method=PUT;a=;b=\u00e4",
        DisplayName = "Order, empty value, byte over 0x7f"
    )]
    [DataRow(":method=GET;:scheme=http;:path=/;content-length=0", DisplayName = "content-length: 0")]
    public async Task Valid_request_reaches_the_handler_with_its_fields(string fields)
    {
        var received = new TaskCompletionSource<IReadOnlyList<HeaderField>>();
        using var client = await Http2Client.OpenAsync(
            (stream, _) =>
            {
                received.SetResult(stream.Headers);
                return Task.CompletedTask;
            }
        );

        await client.SendHeadersAsync(1, endsStream: true, Fields(fields));

        CollectionAssert.AreEqual(Fields(fields), (await received.Task).ToArray());
    }

    [TestMethod]
    [DataRow(9, false, DisplayName = "Short content")]
    [DataRow(11, true, DisplayName = "Long content")]
    public async Task Content_must_have_the_length_of_the_header(int length, bool isOpen)
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.EchoAsync);

        await client.SendHeadersAsync(1, endsStream: false, [.. Http2Client.Request, new("content-length", "10")]);
        await client.SendDataAsync(1, length, endsStream: !isOpen);

        Assert.AreEqual(Http2ErrorCode.ProtocolError, await client.ResetAsync(1));
    }

    [TestMethod]
    public async Task Header_list_over_the_limit_resets_the_stream_and_keeps_the_connection()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);

        var large = new HeaderField("a", new string('b', HeaderBlock.MaximumListSize));
        await client.SendHeadersAsync(1, endsStream: true, [.. Http2Client.Request, large]);
        await client.SendRequestAsync(3);

        Assert.AreEqual(Http2ErrorCode.EnhanceYourCalm, await client.ResetAsync(1));
        Assert.IsNotNull(await client.FindAsync(FrameType.Headers, 3));
    }

    [TestMethod]
    public async Task Header_block_in_several_frames_is_joined()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.RespondAsync);
        var block = client.Encode(Http2Client.Request);

        await client.SendAsync(FrameType.Headers, FrameFlags.EndStream, 1, block[0]);
        foreach (var value in block.Skip(1))
            await client.SendAsync(FrameType.Continuation, FrameFlags.None, 1, value);
        await client.SendAsync(FrameType.Continuation, FrameFlags.EndHeaders, 1);

        Assert.IsNotNull(await client.FindAsync(FrameType.Headers, 1));
    }

    [TestMethod]
    public async Task Trailer_fields_end_the_request()
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.EchoAsync);

        await client.SendRequestAsync(1, endsStream: false);
        await client.SendHeadersAsync(1, endsStream: true, new HeaderField("trailer", "1"));

        var trailers = await client.FindAsync(FrameType.Headers, 1, isAcknowledgment: true);
        Assert.IsNotNull(trailers);
    }

    [TestMethod]
    [DataRow("a=1", false, DisplayName = "Without END_STREAM")]
    [DataRow(":path=/", true, DisplayName = "With a pseudo-header field")]
    public async Task Malformed_trailer_fields_reset_the_stream(string fields, bool endsStream)
    {
        using var client = await Http2Client.OpenAsync(Http2Handlers.EchoAsync);

        await client.SendRequestAsync(1, endsStream: false);
        await client.SendHeadersAsync(1, endsStream, Fields(fields));

        Assert.AreEqual(Http2ErrorCode.ProtocolError, await client.ResetAsync(1));
    }

    private static HeaderField[] Fields(string text) =>
        [
            .. text.Split(';')
                .Select(field => (Text: field, End: field.IndexOf('=')))
                .Select(field => new HeaderField(
                    field.Text.Substring(0, field.End),
                    field.Text.Substring(field.End + 1)
                )),
        ];
}
