using System.Text.RegularExpressions;

namespace Dockerize.Tests;

/// <summary>BuildKit receives the build context as an archive, or synchronizes it through a session.</summary>
[TestClass]
public sealed class ContextTransferTests : IDisposable
{
    private const string Id = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private const string Transfer = ".dockerize.transfer";

    private const string Text = "FROM scratch\nCOPY . /\n";

    private readonly SessionEngine engine = new();
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter log = new();

    // The last build that is not a transfer build.
    private string query = "";
    private string body = "";

    public void Dispose()
    {
        engine.Dispose();
        folder.Dispose();
        log.Dispose();
    }

    [TestMethod]
    [DataRow(true, true, "")]
    [DataRow(true, false, "2")]
    [DataRow(false, true, "2")]
    [DataRow(false, false, "2")]
    public async Task Refused_session_uses_the_classic_builder_only_to_hide_the_Dockerfile(
        bool hasFallback,
        bool isHidden,
        string version
    )
    {
        RefuseSession();

        await BuildAsync(isHidden ? Outside() : Generated(), hasFallback: hasFallback);

        Assert.AreEqual(version, Parameter("version"));
        Assert.AreEqual("", Parameter("session") + Parameter("remote"));
        Assert.Contains("content of a.txt", body);
        Assert.Contains("the engine refused a build session: sessions are off", log.ToString());
    }

    [TestMethod]
    public async Task Small_context_is_an_archive_and_its_build_has_a_session()
    {
        await BuildAsync(Generated(), smallest: Generated().Size + 1);

        Assert.AreEqual("", Parameter("remote"));
        Assert.Contains("content of a.txt", body);
        Assert.Contains($"X-Docker-Expose-Session-Uuid: {Parameter("session")}\r\n", engine.Head);
    }

    [TestMethod]
    public async Task Small_context_with_many_files_is_synchronized()
    {
        var source = folder.Write("a.txt", "content of a.txt");
        var files = Enumerable.Range(0, 1000).Select(number => new ContextFile(source, $"{number}.txt", "app"));

        await BuildAsync(BuildContext.Create(Text, files));

        AssertSynchronized(true);
    }

    [TestMethod]
    [DataRow("1.41", "", true)]
    [DataRow("1.41", "refused", false)]
    [DataRow("1.41", "failed", false)]
    [DataRow("1.48", "", true)]
    [DataRow("1.48", "refused", false)]
    [DataRow("1.48", "failed", false)]
    public async Task Context_is_an_archive_if_its_transfer_build_fails(
        string version,
        string failure,
        bool isSynchronized
    )
    {
        await BuildAsync(Generated(), version, transferFailure: failure, smallest: 0);

        Assert.Contains(
            request => request.Contains($"dockerfile={Transfer}", StringComparison.Ordinal),
            engine.Faulty.Requests
        );
        AssertSynchronized(isSynchronized);
    }

    [TestMethod]
    [DataRow("1.43", true)]
    [DataRow("1.47", true)]
    [DataRow("1.48", false)]
    public async Task Small_context_is_synchronized_if_the_image_store_cannot_build_archives(
        string version,
        bool isSynchronized
    )
    {
        await BuildAsync(Generated(), version, isContainerd: true);

        AssertSynchronized(isSynchronized);
    }

    [TestMethod]
    public async Task Dockerfile_outside_the_context_is_synchronized()
    {
        await BuildAsync(Outside());

        AssertSynchronized(true);
    }

    [TestMethod]
    public async Task Archive_has_the_digests_of_base_images_in_a_generated_Dockerfile()
    {
        await BuildAsync(Generated(), options: new() { PinnedDockerfile = "FROM pinned\n" });

        AssertSynchronized(false);
        Assert.Contains("FROM pinned\n", body);
        Assert.DoesNotContain(Text, body);
    }

    [TestMethod]
    public async Task Context_that_contains_the_Dockerfile_is_synchronized_to_add_digests()
    {
        var own = folder.Write("Dockerfile", Text);

        await BuildAsync(
            BuildContext.Create(Text, [new(own, "Dockerfile")], own),
            options: new() { PinnedDockerfile = "FROM pinned\n" }
        );

        AssertSynchronized(true);
    }

    [TestMethod]
    public async Task Dockerfile_that_can_be_copied_has_no_digests_without_a_session()
    {
        var own = folder.Write("Dockerfile", Text);
        RefuseSession();

        await BuildAsync(
            BuildContext.Create(Text, [new(own, "Dockerfile")], own),
            options: new() { PinnedDockerfile = "FROM pinned\n" }
        );

        Assert.Contains(Text, body);
        Assert.Contains(StatusTexts.NoDigests, log.ToString());
    }

    [TestMethod]
    public async Task Key_of_composed_contexts_depends_on_the_folder_and_not_on_the_content()
    {
        var first = await KeyOfComposedAsync("a", "1");

        Assert.AreEqual(first, await KeyOfComposedAsync("a", "2"));
        Assert.AreNotEqual(first, await KeyOfComposedAsync("b", "1"));
    }

    [TestMethod]
    public async Task Key_of_a_context_depends_on_its_folder()
    {
        var dockerfile = folder.Write("Dockerfile", "FROM scratch\n");

        var first = await KeyAsync(new ImageBuildRequest(folder.Path));

        folder.Write("added", "");
        Assert.AreEqual(first, await KeyAsync(new ImageBuildRequest(folder.Path)));
        var parent = Path.GetDirectoryName(folder.Write("b/c", ""))!;
        Assert.AreNotEqual(first, await KeyAsync(new ImageBuildRequest(parent) { Dockerfile = dockerfile }));
    }

    private void RefuseSession() =>
        engine.Faulty.On(
            "POST /session",
            exchange => exchange.AnswerAsync("403 Forbidden", """{"message":"sessions are off"}""")
        );

    private void AssertSynchronized(bool isSynchronized)
    {
        Assert.AreEqual(isSynchronized ? "client-session" : "", Parameter("remote"));
        Assert.AreEqual(isSynchronized, !body.Contains("ustar", StringComparison.Ordinal));
        Assert.AreNotEqual("", Parameter("session"));
    }

    private string Parameter(string name) =>
        Uri.UnescapeDataString(Regex.Match(query, $@"[?&]{name}=([^& ]*)").Groups[1].Value);

    private BuildContext Generated() => Context("app");

    private BuildContext Outside() => Context(null);

    // A context whose files have no folder belongs to a Dockerfile outside the context.
    private BuildContext Context(string? root) =>
        BuildContext.Create(Text, [new(folder.Write("a.txt", "content of a.txt"), "a.txt", root)]);

    private async Task BuildAsync(
        BuildContext context,
        string version = "1.41",
        bool isContainerd = false,
        bool hasFallback = false,
        string transferFailure = "",
        long smallest = long.MaxValue,
        BuildOptions? options = null
    )
    {
        Prepare(version, isContainerd, transferFailure);
        using var connected = await DockerEngine.ConnectAsync(engine.Faulty.Host);
        var builder = new BuildKitBuilder(connected.Api) { HasFallback = hasFallback, SmallestSynchronized = smallest };
        await builder.BuildAsync(Dockerfile.Parse(Text), context, options ?? new(), new TextProgress(log));
    }

    private void Prepare(string version, bool isContainerd, string transferFailure)
    {
        var driver = isContainerd ? """["driver-type","io.containerd.snapshotter.v1"]""" : "";
        engine.Faulty.On(
            "GET /_ping",
            exchange => exchange.AnswerAsync("200 OK", "OK", $"Api-Version: {version}\r\nOSType: linux\r\n")
        );
        engine.Faulty.Answer("GET /info", $$"""{"DriverStatus":[{{driver}}]}""");
        engine.Faulty.Answer("GET /images/", $$"""{"Id":"{{Id}}"}""");
        engine.Faulty.On(
            "POST /build?",
            exchange =>
                exchange.Head.Contains($"dockerfile={Transfer}", StringComparison.Ordinal)
                    ? TransferAsync(exchange, transferFailure)
                    : ReceiveAsync(exchange)
        );
    }

    private static Task TransferAsync(FaultyEngine.Exchange exchange, string failure) =>
        failure switch
        {
            "refused" => exchange.AnswerAsync("400 Bad Request", """{"message":"no exporter"}"""),
            "failed" => exchange.AnswerAsync("200 OK", """{"errorDetail":{"message":"failed"},"error":"failed"}"""),
            // The build fails after the transfer, because its file does not exist.
            _ => exchange.AnswerAsync("200 OK", $$"""{"error":"\"/{{Transfer}}\": not found"}"""),
        };

    private async Task ReceiveAsync(FaultyEngine.Exchange exchange)
    {
        await exchange.ReadBodyAsync();
        (query, body) = (exchange.Head.Split("\r\n")[0], exchange.Body);
        await exchange.BeginAsync();
        await exchange.SayAsync($$$"""{"aux":{"ID":"{{{Id}}}"}}""");
        await exchange.EndAsync();
    }

    private async Task<string> KeyOfComposedAsync(string path, string content)
    {
        using var image = new ImageBuilder(
            "scratch",
            baseDirectory: Path.GetDirectoryName(folder.Write($"{path}/f", ""))
        );
        image.WriteText(content, "/text");
        return await KeyAsync(connected =>
        {
            image.Engine = connected;
            return image.BuildAsync();
        });
    }

    private Task<string> KeyAsync(ImageBuildRequest request) => KeyAsync(connected => connected.BuildAsync(request));

    // Each session is refused, because the key is part of the request.
    private async Task<string> KeyAsync(Func<DockerEngine, Task> build)
    {
        Prepare("1.41", isContainerd: false, transferFailure: "");
        var head = "";
        engine.Faulty.On(
            "POST /session",
            exchange =>
            {
                head = exchange.Head;
                return exchange.AnswerAsync("404 Not Found", "{}");
            }
        );
        using var connected = await DockerEngine.ConnectAsync(engine.Faulty.Host);
        await build(connected);
        return Regex.Match(head, @"(?<=\r\nX-Docker-Expose-Session-Sharedkey: )[0-9a-f]{64}(?=\r\n)").Value;
    }
}
