namespace Dockerize.Tests;

/// <summary>Progress of the build context that is sent to the engine.</summary>
[TestClass]
public sealed class BuildInvocationTests
{
    private const string Id = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestMethod]
    public async Task Sent_bytes_are_reported_up_to_the_size_of_the_context()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.txt", new string('a', 1_000_000));
        using var faulty = new FaultyEngine();
        faulty.On(
            "POST /build",
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                await exchange.SayAsync($$$"""{"aux":{"ID":"{{{Id}}}"}}""");
                await exchange.EndAsync();
            }
        );
        faulty.Answer("GET /images/", $$"""{"Id":"{{Id}}"}""");
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var dockerfile = Dockerfile.Parse("FROM x\nCOPY a.txt /\n");
        var context = BuildContext.Create(dockerfile.Text, [new ContextFile(file, "a.txt")]);
        var lines = new Lines();
        var invocation = new BuildInvocation(
            engine.Api,
            dockerfile,
            new ArchiveTransfer(context, lines) { Clock = new FastClock() },
            new BuildOptions { DockerfilePath = "/Dockerfile" }
        );

        await invocation.RunAsync(new ClassicMessageReader("/Dockerfile", lines), lines, CancellationToken.None);

        var sent = lines.OfType<TransferProgress>().ToList();
        Assert.IsGreaterThan(1, sent.Count);
        Assert.IsTrue(sent.TrueForAll(line => line is { Kind: TransferKind.Sent, Layer: null }));
        Assert.IsTrue(sent.TrueForAll(line => line.TotalBytes == context.Size && line.BytesPerSecond > 0));
        Assert.AreEqual(context.Size, sent[^1].Bytes);
    }

    /// <summary>A clock on which each block takes as long as the interval between two reports.</summary>
    private sealed class FastClock : IProgressClock
    {
        private TimeSpan now;

        public TimeSpan Now => now += Heartbeat.Interval;

        public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Lines : List<ProgressMessage>, IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => Add(value);
    }
}
