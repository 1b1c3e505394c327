namespace Dockerize.Tests;

/// <summary>Whatever becomes of an engine, what its user sees is one coded error, soon.</summary>
[TestClass]
public sealed class EngineFaultTests
{
    private const string Html = "<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>";
    private const string Message = """{"stream":"Step 1/2 : FROM x\n"}""" + "\r\n";

    private const string Classic = "POST /build";

    // Requests for either builder begin with either; this one stands for BuildKit's.
    private const string BuildKit = "POST /build?";

    private const string Pull = "POST /images/create";

    private const string Push = "POST /images/localhost:5000/app/push";

    // What breaks is seen at once; a hang longer than this is what an engine that dies must never leave.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // What falls silent; an engine that is there has to answer in it.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>The beginnings of the requests, and what makes them.</summary>
    private static readonly Dictionary<string, Func<DockerEngine, CancellationToken, Task>> Calls = new()
    {
        ["GET /images/"] = (engine, token) => engine.InspectAsync("app", token),
        ["POST /images/x/tag"] = (engine, token) => engine.TagAsync("x", ImageReference.Parse("app:1"), token),
        ["POST /containers/create"] = (engine, token) => engine.Images.FindFilesAsync("x", ["/a"], token),
        [Classic] = (engine, token) => BuildAsync(new ClassicBuilder(engine.Api), token),
        [BuildKit] = (engine, token) => BuildAsync(new BuildKitBuilder(engine.Api), token),
        [Pull] = (engine, token) =>
            engine.Images.PullAsync(new(ImageReference.Parse("localhost:5000/base:1")), cancellationToken: token),
        [Push] = (engine, token) =>
            engine.Images.PushAsync(ImageReference.Parse("localhost:5000/app:1"), cancellationToken: token),
    };

    public static IEnumerable<object[]> Requests => Calls.Keys.Select(request => new object[] { request });

    // An answer without content is complete with its head.
    private static IEnumerable<string> ForContent =>
        Calls.Keys.Where(request => !request.EndsWith("/tag", StringComparison.Ordinal));

    public static IEnumerable<object[]> RequestsForContent => ForContent.Select(request => new object[] { request });

    // Their answers are streams of messages.
    public static IEnumerable<object[]> Streams =>
        [
            [Classic],
            [BuildKit],
            [Pull],
            [Push],
        ];

    [TestMethod]
    [DynamicData(nameof(Requests))]
    public async Task An_engine_that_is_killed_before_it_answers(string request)
    {
        using var engine = new FaultyEngine();
        engine.On(request, exchange => Task.CompletedTask);

        StringAssert.Contains(
            (await FailAsync("DKZ2003", engine, request)).Message,
            engine.Host,
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    [DynamicData(nameof(RequestsForContent))]
    public async Task An_engine_that_is_killed_while_it_answers(string request)
    {
        using var engine = new FaultyEngine();
        engine.On(
            request,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.WriteAsync(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 500\r\n\r\n{\"Id\":\"sha256:12"
                );
            }
        );

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DynamicData(nameof(Requests))]
    public async Task An_engine_that_is_killed_inside_the_head_of_its_answer(string request)
    {
        using var engine = new FaultyEngine();
        engine.On(
            request,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Ty");
            }
        );

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DataRow("GET /images/", "DKZ2004")]
    [DataRow("POST /images/x/tag", "DKZ2004")]
    [DataRow("POST /containers/create", "DKZ2004")]
    [DataRow(Classic, "DKZ2004")]
    [DataRow(BuildKit, "DKZ2004")]
    [DataRow(Pull, "DKZ2007")]
    [DataRow(Push, "DKZ3002")]
    public async Task An_error_page_is_its_status_and_not_its_HTML(string request, string code)
    {
        using var engine = new FaultyEngine();
        engine.On(
            request,
            exchange => exchange.AnswerAsync("500 Internal Server Error", Html, "Content-Type: text/html\r\n")
        );

        var message = (await FailAsync(code, engine, request)).Message;

        StringAssert.Contains(message, "500", StringComparison.Ordinal);
        Assert.DoesNotContain("<", message);
    }

    [TestMethod]
    [DataRow("GET /images/", Html, "DKZ2003")]
    [DataRow("GET /images/", "[1, 2]", "DKZ2003")]
    [DataRow("GET /images/", "{}", "DKZ2003")]
    [DataRow("GET /images/", "\0\u0001\u00ff\u00fe", "DKZ2003")]
    [DataRow("POST /containers/create", Html, "DKZ2003")]
    [DataRow("POST /containers/create", "{}", "DKZ2003")]
    [DataRow("POST /containers/create", "{\"Id\":\"../x\"}", "DKZ2003")]
    [DataRow(Classic, Html, "DKZ2003")]
    [DataRow(BuildKit, Html, "DKZ2003")]
    [DataRow(Classic, "[1, 2]", "DKZ2003")]
    [DataRow(BuildKit, "[1, 2]", "DKZ2003")]
    [DataRow(Classic, "{\"stream\":{\"a\":1}}", "DKZ2003")]
    [DataRow(BuildKit, "{\"stream\":{\"a\":1}}", "DKZ2003")]
    [DataRow(Classic, "\0\u0001\u00ff\u00fe", "DKZ2003")]
    [DataRow(BuildKit, "\0\u0001\u00ff\u00fe", "DKZ2003")]
    [DataRow(Classic, "{\"shape\":\"another\"}", "DKZ2009")]
    [DataRow(BuildKit, "{\"shape\":\"another\"}", "DKZ2009")]
    [DataRow(Classic, "", "DKZ2009")]
    [DataRow(Classic, "{\"aux\":{\"ID\":\"\"}}", "DKZ2009")]
    [DataRow(BuildKit, "", "DKZ2009")]
    [DataRow(BuildKit, "{\"id\":\"moby.buildkit.trace\",\"aux\":\"!\"}", "DKZ2003")]
    [DataRow(BuildKit, "{\"id\":\"moby.buildkit.trace\",\"aux\":\"////\"}", "DKZ2003")]
    [DataRow(Pull, Html, "DKZ2003")]
    [DataRow(Pull, "\0\u0001\u00ff\u00fe", "DKZ2003")]
    [DataRow(Pull, "{\"shape\":\"another\"}", "DKZ2007")]
    [DataRow(Push, Html, "DKZ2003")]
    [DataRow(Push, "\0\u0001\u00ff\u00fe", "DKZ2003")]
    [DataRow(Push, "{\"shape\":\"another\"}", "DKZ3003")]
    [DataRow(Push, "", "DKZ3003")]
    public async Task What_no_engine_says_is_not_taken_for_an_answer(string request, string answer, string code)
    {
        using var engine = new FaultyEngine();
        engine.Answer(request, answer);

        await FailAsync(code, engine, request);
    }

    [TestMethod]
    public async Task A_character_set_that_does_not_exist_is_none_of_an_engine()
    {
        using var engine = new FaultyEngine();
        const string type = "Content-Type: application/json; charset=nonsense\r\n";
        engine.On(
            "GET /images/",
            exchange => exchange.AnswerAsync("500 Internal Server Error", """{"message":"the disk is full"}""", type)
        );
        engine.On(
            "POST /containers/create",
            exchange => exchange.AnswerAsync("500 Internal Server Error", """{"message":"the disk is full"}""", type)
        );

        StringAssert.Contains(
            (await FailAsync("DKZ2004", engine, "GET /images/")).Message,
            "the disk is full",
            StringComparison.Ordinal
        );
        await FailAsync("DKZ2004", engine, "POST /containers/create");
    }

    [TestMethod]
    [DynamicData(nameof(Streams))]
    public async Task A_stream_that_is_cut_inside_a_message(string request)
    {
        using var engine = new FaultyEngine();
        engine.Answer(request, Message + "{\"stream\":\"St", cut: true);

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DynamicData(nameof(Streams))]
    public async Task A_stream_that_is_cut_between_two_messages(string request)
    {
        using var engine = new FaultyEngine();
        engine.Answer(request, Message, cut: true);

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DataRow(Classic)]
    [DataRow(BuildKit)]
    public async Task A_build_that_is_cut_after_its_first_stage_has_no_image(string request)
    {
        using var engine = new FaultyEngine();
        engine.Answer(request, Message + """{"aux":{"ID":"sha256:1"}}""" + "\r\n", cut: true);
        engine.Answer("GET /images/", """{"Id":"sha256:1"}""");

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DataRow(Classic)]
    [DataRow(BuildKit)]
    public async Task An_engine_that_is_killed_while_the_files_are_sent(string request)
    {
        using var engine = new FaultyEngine();
        engine.On(request, exchange => exchange.ReadBodyAsync(500_000));

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DataRow(true, "DKZ2006")]
    [DataRow(false, "DKZ2005")]
    public async Task A_file_that_changes_or_vanishes_while_it_is_sent_is_said_as_such_and_nothing_is_tagged(
        bool changes,
        string code
    )
    {
        using var folder = new TemporaryFolder();
        var late = folder.Write("late", "as it was");
        var context = BuildContext.Create(
            "FROM scratch\n",
            [new(folder.Write("big", new byte[50_000_000]), "big", "app"), new(late, "late", "app")]
        );
        using var faulty = new FaultyEngine();
        faulty.On(
            "POST /build",
            async exchange =>
            {
                await exchange.ReadBodyAsync(500_000);
                if (changes)
                    await File.WriteAllTextAsync(late, "as it is.");
                else
                    File.Delete(late);
                await exchange.ReadBodyAsync();
            }
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var build = new IncrementalBuild(engine.Api, new ClassicBuilder(engine.Api))
        {
            Credentials = CredentialSources.For(ImageReference.Parse("app:1"), isPushed: false),
            RecordPath = Path.Combine(folder.Path, "image.json"),
        };
        var options = new BuildOptions { DockerfilePath = Path.Combine(folder.Path, "Dockerfile") };

        var diagnostic = (
            await Assert.ThrowsAsync<Exception>(() =>
                build
                    .RunAsync(
                        new(Dockerfile.Parse("FROM scratch\n"), context, options),
                        [ImageReference.Parse("app:1")]
                    )
                    .WaitAsync(Limit)
            )
        ).Diagnostic();

        Assert.AreEqual(code, diagnostic.Code, diagnostic.Message);
        StringAssert.Contains(diagnostic.Message, late, StringComparison.Ordinal);
        Assert.DoesNotContain(request => request.Contains("/tag", StringComparison.Ordinal), faulty.Requests);
        Assert.IsFalse(File.Exists(build.RecordPath));
    }

    [TestMethod]
    [DataRow(Classic)]
    [DataRow(BuildKit)]
    public async Task An_engine_that_refuses_while_the_files_are_sent(string request)
    {
        using var engine = new FaultyEngine();
        engine.On(
            request,
            async exchange =>
            {
                await exchange.ReadBodyAsync(500_000);
                const string body = """{"message":"no space left on device"}""";
                await exchange.WriteAsync(
                    "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + $"Content-Length: {body.Length}\r\n\r\n{body}"
                );
                // Closed with unread bytes, the connection would be reset, and the answer may be lost.
                await exchange.WaitForClientAsync();
            }
        );

        var diagnostic = (
            await Assert.ThrowsExactlyAsync<ImageBuildException>(() => CallAsync(engine, request))
        ).Diagnostic();

        Assert.AreEqual("DKZ2004", diagnostic.Code, diagnostic.ToString());
        Assert.Contains("no space left on device", diagnostic.Message);
        Assert.EndsWith(
            "Free disk space on the engine's machine, for example with `docker system prune`.",
            diagnostic.Message
        );
    }

    [TestMethod]
    public Task An_engine_that_stops_answering() =>
        Task.WhenAll(
            Calls.Keys.Select(async request =>
            {
                using var engine = new FaultyEngine();
                engine.On(request, async exchange => await SilenceAsync(engine, exchange));

                await FailAsync("DKZ2013", engine, request, Silence);
            })
        );

    [TestMethod]
    public Task An_engine_that_stops_in_the_middle_of_its_answer() =>
        Task.WhenAll(
            ForContent.Select(async request =>
            {
                using var engine = new FaultyEngine();
                engine.On(
                    request,
                    async exchange =>
                    {
                        await exchange.BeginAsync();
                        await exchange.SayAsync("{\"Id\":\"sha256:12");
                        await SilenceAsync(engine, exchange);
                    }
                );

                await FailAsync("DKZ2013", engine, request, Silence);
            })
        );

    [TestMethod]
    [DataRow(Classic)]
    [DataRow(BuildKit)]
    public async Task An_engine_that_stops_while_the_files_are_sent(string request)
    {
        using var engine = new FaultyEngine();
        engine.On(
            request,
            async exchange =>
            {
                await exchange.ReadBodyAsync(500_000);
                await SilenceAsync(engine, exchange);
            }
        );

        StringAssert.Contains(
            (await FailAsync("DKZ2013", engine, request, Silence)).Message,
            "DockerTimeout",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public async Task An_engine_that_does_not_answer_a_ping_is_none()
    {
        using var engine = new FaultyEngine();
        engine.On("GET /_ping", exchange => exchange.FallSilentAsync());

        StringAssert.Contains(
            (await FailAsync("DKZ2001", engine, "GET /images/", Silence)).Message,
            "no answer within 2 seconds",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    [DataRow(Classic)]
    [DataRow(BuildKit)]
    public async Task A_build_that_is_silent_goes_on_while_the_engine_answers_pings(string request)
    {
        using var engine = new FaultyEngine();
        engine.On(
            request,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                await Task.Delay(TimeSpan.FromSeconds(2.5 * Silence.TotalSeconds));
                await exchange.SayAsync(
                    """{"aux":{"ID":"sha256:1"}}""" + "\r\n" + """{"stream":"Successfully built 1\n"}""" + "\r\n"
                );
                await exchange.EndAsync();
            }
        );
        engine.Answer("GET /images/", """{"Id":"sha256:1"}""");

        await CallAsync(engine, request, Silence);

        Assert.IsGreaterThan(1, engine.Requests.Count(line => line.StartsWith("GET /_ping", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DynamicData(nameof(Requests))]
    public async Task Cancelled_is_cancelled_whatever_the_engine_does(string request)
    {
        using var engine = new FaultyEngine();
        using var cancellation = new CancellationTokenSource();
        var closed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.On(
            request,
            async exchange =>
            {
                await exchange.ReadBodyAsync(500_000);
                await cancellation.CancelAsync();
                try
                {
                    await exchange.WaitForClientAsync();
                }
                finally
                {
                    closed.TrySetResult(true);
                }
            }
        );

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            CallAsync(engine, request, cancellationToken: cancellation.Token)
        );

        await closed.Task.WaitAsync(Limit);
    }

    private static async Task SilenceAsync(FaultyEngine engine, FaultyEngine.Exchange exchange)
    {
        engine.On("GET /_ping", ping => ping.FallSilentAsync());
        await exchange.FallSilentAsync();
    }

    private static async Task<Diagnostic> FailAsync(
        string code,
        FaultyEngine engine,
        string request,
        TimeSpan? timeout = null
    )
    {
        var diagnostic = (await Assert.ThrowsAsync<Exception>(() => CallAsync(engine, request, timeout))).Diagnostic();

        Assert.AreEqual(code, diagnostic.Code, diagnostic.Message);
        return diagnostic;
    }

    private static async Task CallAsync(
        FaultyEngine faulty,
        string request,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default
    )
    {
        using var engine = await DockerEngine
            .ConnectAsync(faulty.Host, timeout: timeout, cancellationToken: cancellationToken)
            .WaitAsync(Limit, CancellationToken.None);
        await Calls[request](engine, cancellationToken).WaitAsync(Limit, CancellationToken.None);
    }

    private static async Task BuildAsync(IEngineBuilder builder, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var context = BuildContext.Create(
            "FROM x\n",
            [new(folder.Write("big", new byte[5_000_000]), "big", "app", ContextFile.PlainMode)],
            cancellationToken: CancellationToken.None
        );
        var options = new BuildOptions { DockerfilePath = Path.Combine(folder.Path, "Dockerfile") };
        await builder.BuildAsync(Dockerfile.Parse("FROM x\n"), context, options, cancellationToken: cancellationToken);
    }
}
