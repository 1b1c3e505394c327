using System.Text;

namespace Dockerize.Tests;

/// <summary>Valid and invalid streams of engine messages.</summary>
[TestClass]
public sealed class EngineMessageTests
{
    [TestMethod]
    public async Task Engine_messages_are_read_regardless_of_packet_boundaries()
    {
        const string text =
            "{\"stream\":\"Grüße\\n\"}\r\n{\"aux\":\"CAE=\",\"id\":\"moby.buildkit.trace\"}\n\n"
            + "{\"aux\":{\"ID\":\"sha256:1\"}}";

        foreach (var size in new[] { 1, 2, 7, 1000 })
        {
            var messages = await ReadAsync(Encoding.UTF8.GetBytes(text), size);

            Assert.HasCount(3, messages);
            Assert.AreEqual("Grüße\n", messages[0].Stream);
            Assert.AreEqual("CAE=", messages[1].Aux!.ToString());
            Assert.AreEqual("moby.buildkit.trace", messages[1].Id);
            Assert.AreEqual("sha256:1", messages[2].AuxValue("ID"));
        }
    }

    [TestMethod]
    [DataRow("{\"stream\":\"Step 1\"}\r\n{\"stream\":\"St", "the response ended inside a message")]
    [DataRow(
        "{\"stream\":\"Step 1\"}\r\n<html><body>Bad Gateway</body></html>\n{}",
        "the server sent an invalid message: <html><body>Bad Gateway</body></html>"
    )]
    [DataRow("[1,2]\n", "the server sent an invalid message: [1,2]")]
    public async Task Invalid_engine_message_is_an_error(string text, string expected)
    {
        var exception = await Assert.ThrowsExactlyAsync<IOException>(() => ReadAsync(Encoding.UTF8.GetBytes(text), 16));

        Assert.AreEqual(expected, exception.Message);
    }

    [TestMethod]
    public async Task Endless_engine_message_is_rejected_after_16_MB()
    {
        using var stream = new Endless();

        var exception = await Assert.ThrowsExactlyAsync<AnswerTooLongException>(() =>
            EngineMessage.ReadAllAsync(stream, new Messages(), CancellationToken.None)
        );

        Assert.AreEqual("the server sent a message of more than 16 MB", exception.Message);
        Assert.IsLessThan(20_000_000, stream.Position);
    }

    [TestMethod]
    [DataRow("{\"error\":\"short\",\"errorDetail\":{\"code\":7,\"message\":\"long\"}}", "long")]
    [DataRow("{\"error\":\"short\"}", "short")]
    [DataRow("{\"message\":\"no space left\"}", "no space left")]
    [DataRow("{\"stream\":\"x\",\"message\":\"y\"}", null)]
    [DataRow("{\"stream\":\"x\"}", null)]
    public void Engine_error_is_the_most_detailed_text_of_the_message(string message, string? expected) =>
        Assert.AreEqual(expected, EngineMessage.Parse(message).Error);

    private static async Task<List<EngineMessage>> ReadAsync(byte[] bytes, int size)
    {
        var messages = new Messages();
        using var stream = new Trickle(bytes, size);
        await EngineMessage.ReadAllAsync(stream, messages, CancellationToken.None);
        return messages;
    }

    private sealed class Messages : List<EngineMessage>, IProgress<EngineMessage>
    {
        public void Report(EngineMessage value) => Add(value);
    }

    /// <summary>Returns at most <paramref name="size"/> bytes per read, as a network does.</summary>
    private sealed class Trickle(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => base.ReadAsync(buffer, offset, Math.Min(count, size), cancellationToken);
    }

    /// <summary>A line of 1 GB. It is not endless, so that the test ends even if the limit does not work.</summary>
    private sealed class Endless : MemoryStream
    {
        public override long Position { get; set; }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            if (Position > 1_000_000_000)
                return Task.FromResult(0);
            for (var index = offset; index < offset + count; index++)
                buffer[index] = (byte)'x';
            Position += count;
            return Task.FromResult(count);
        }
    }
}
