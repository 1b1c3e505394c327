namespace Dockerize.Tests;

/// <summary>
/// The classic builder fails when another process, for example a cleanup job on a CI machine, removes an image of its
/// build cache. The build is repeated then.
/// </summary>
[TestClass]
public sealed class ClassicBuilderTests
{
    private const string First = """
        {"stream":"Step 1/2 : FROM x\n"}
        {"stream":" ---\u003e aaaaaaaaaaaa\n"}
        {"stream":"Step 2/2 : ENV A=1\n"}

        """;

    private const string Id = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly List<string> log = [];

    [TestMethod]
    [DataRow($"unable to find image \\\"{Id}\\\"")]
    [DataRow($"No such image: {Id}")]
    [DataRow($"unknown parent image ID {Id}")]
    [DataRow($"failed to export image: failed to set parent {Id}: unknown parent image ID {Id}")]
    [DataRow($"failed to get destination image \\\"{Id}\\\": No such image: {Id}")]
    [DataRow(
        $"failed to get digest {Id}: open /var/lib/docker/image/overlay2/imagedb/content/sha256/0123: no such file or "
            + "directory"
    )]
    public async Task Classic_build_is_repeated_when_a_cached_image_was_removed(string error)
    {
        using var engine = new FaultyEngine();
        var builds = 0;
        engine.On(
            "POST /build",
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                await exchange.SayAsync(
                    First + (Interlocked.Increment(ref builds) <= 2 ? Error(error) : $$$"""{"aux":{"ID":"{{{Id}}}"}}""")
                );
                await exchange.EndAsync();
            }
        );
        engine.Answer("GET /images/", $$"""{"Id":"{{Id}}"}""");

        var image = await BuildAsync(engine);

        Assert.AreEqual(Id, image.Id);
        Assert.AreEqual(3, builds);
        Assert.AreEqual(2, log.Count(line => line.Contains("Building again", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Classic_build_is_repeated_when_its_image_was_removed_before_tagging()
    {
        using var engine = new FaultyEngine();
        var looks = 0;
        engine.Answer("POST /build", First + $$$"""{"aux":{"ID":"{{{Id}}}"}}""");
        engine.On(
            "GET /images/",
            exchange =>
                Interlocked.Increment(ref looks) == 1
                    ? exchange.AnswerAsync("404 Not Found", """{"message":"No such image"}""")
                    : exchange.AnswerAsync("200 OK", $$"""{"Id":"{{Id}}"}""")
        );

        Assert.AreEqual(Id, (await BuildAsync(engine)).Id);
        Assert.AreEqual(2, Builds(engine));
    }

    [TestMethod]
    public async Task Classic_build_fails_after_7_attempts_with_removed_images()
    {
        using var engine = new FaultyEngine();
        engine.Answer("POST /build", First + Error($"unable to find image \\\"{Id}\\\""));

        var exception = await Assert.ThrowsAsync<ImageBuildException>(() =>
            BuildAsync(engine).WaitAsync(TimeSpan.FromMinutes(1))
        );

        Assert.AreEqual("DKZ2008", exception.Diagnostic().Code);
        StringAssert.Contains(exception.Diagnostic().Message, "docker image prune", StringComparison.Ordinal);
        Assert.AreEqual(7, Builds(engine));
    }

    [TestMethod]
    public async Task Classic_build_is_not_repeated_after_another_error()
    {
        using var engine = new FaultyEngine();
        engine.Answer("POST /build", First + Error("COPY failed: file not found in build context"));

        await Assert.ThrowsAsync<ImageBuildException>(() => BuildAsync(engine));

        Assert.AreEqual(1, Builds(engine));
    }

    [TestMethod]
    public async Task Credentials_are_removed_from_messages_of_pulls_in_a_build()
    {
        using var engine = new FaultyEngine();
        engine.Answer(
            "POST /build",
            First
                + """{"status":"Retrying https://r.io/token?account=ada with geheim","id":"cccccccccccc"}"""
                + "\n"
                + Error("Head https://r.io/v2/shop?signature=geheimer: geheim is no password")
        );

        var exception = await Assert.ThrowsAsync<ImageBuildException>(() => BuildAsync(engine));

        Assert.AreEqual("Head https://r.io/v2/shop?…: … is no password", exception.EngineMessage);
        Assert.Contains("  cccccccccccc: Retrying https://r.io/token?… with …", log);
        Assert.DoesNotContain(
            line => line.Contains("geheim", StringComparison.Ordinal),
            log.Append(exception.ToString())
        );
    }

    [TestMethod]
    public async Task Address_in_a_failed_command_is_shown_unchanged()
    {
        const string Command = "The command '/bin/sh -c curl https://r.io/?a=b' returned a non-zero code: 7";
        using var engine = new FaultyEngine();
        engine.Answer("POST /build", First + Error(Command));

        Assert.AreEqual(
            Command,
            (await Assert.ThrowsAsync<ImageBuildException>(() => BuildAsync(engine))).EngineMessage
        );
    }

    [TestMethod]
    public async Task Build_that_is_canceled_before_its_repetition_removes_its_images()
    {
        using var engine = new FaultyEngine();
        using var cancellation = new CancellationTokenSource();
        engine.Answer(
            "POST /build",
            First + """{"stream":" ---\u003e bbbbbbbbbbbb\n"}""" + "\n" + Error($"No such image: {Id}")
        );
        engine.Answer("GET /images/json", "[]");
        engine.Answer("GET /images/bbbbbbbbbbbb/json", """{"Id":"sha256:bbbbbbbbbbbb"}""");
        engine.Answer("DELETE /images/bbbbbbbbbbbb", "[]");
        var again = new Lines(line =>
        {
            if (line.Contains("Building again", StringComparison.Ordinal))
                cancellation.Cancel();
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(engine, again, cancellation.Token));

        Assert.AreEqual(1, Builds(engine));
        Assert.AreEqual(
            1,
            engine.Requests.Count(request =>
                request.StartsWith("DELETE /images/bbbbbbbbbbbb", StringComparison.Ordinal)
            )
        );
    }

    private static int Builds(FaultyEngine engine) =>
        engine.Requests.Count(request => request.StartsWith("POST /build", StringComparison.Ordinal));

    private static string Error(string message) =>
        $$$"""{"errorDetail":{"message":"{{{message}}}"},"error":"{{{message}}}"}""";

    private async Task<ImageInspection> BuildAsync(
        FaultyEngine faulty,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        using var engine = await DockerEngine.ConnectAsync(faulty.Host, cancellationToken: CancellationToken.None);
        var dockerfile = Dockerfile.Parse("FROM x\nENV A=1\n");
        var context = BuildContext.Create(dockerfile.Text, [], cancellationToken: CancellationToken.None);
        var options = new BuildOptions
        {
            DockerfilePath = "/Dockerfile",
            Credentials = new Dictionary<string, RegistryCredentials>
            {
                ["r.io"] = new("ada", "geheim", "config.json"),
            },
        };
        return await new ClassicBuilder(engine.Api).BuildAsync(
            dockerfile,
            context,
            options,
            progress ?? new Lines(log.Add),
            cancellationToken
        );
    }

    private sealed class Lines(Action<string> read) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => read(value.Text);
    }
}
