namespace Dockerize.Tests;

/// <summary>Each fault of an engine is reported as one diagnostic within seconds.</summary>
[TestClass]
public sealed class EngineFaultTests
{
    private const string Html = "<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>";
    private const string Message = """{"stream":"Step 1/2 : FROM x\n"}""" + "\r\n";

    private const string Classic = "POST /build";

    // The build requests of both builders begin with both constants. The constants differ, because they are the keys of
    // the calls below.
    private const string BuildKit = "POST /build?";

    private const string Pull = "POST /images/create";

    private const string Push = "POST /images/localhost:5000/app/push";

    // A lost connection is detected at once. A longer wait is a hang.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // The timeout for an engine that does not respond.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>The start of each request, with the call that sends it.</summary>
    private static readonly Dictionary<string, Func<DockerEngine, CancellationToken, Task>> Calls = new()
    {
        ["GET /images/"] = (engine, token) => engine.InspectAsync("app", token),
        ["POST /images/x/tag"] = (engine, token) => engine.TagAsync("x", ImageReference.Parse("app:1"), token),
        ["POST /containers/create"] = (engine, token) => engine.Images.FindFilesAsync("x", ["/a"], null, token),
        [Classic] = (engine, token) => BuildAsync(new ClassicBuilder(engine.Api), token),
        [BuildKit] = (engine, token) => BuildAsync(new BuildKitBuilder(engine.Api), token),
        [Pull] = (engine, token) =>
            engine.Images.PullAsync(new(ImageReference.Parse("localhost:5000/base:1")), cancellationToken: token),
        [Push] = (engine, token) =>
            engine.Images.PushAsync(ImageReference.Parse("localhost:5000/app:1"), cancellationToken: token),
    };

    public static IEnumerable<object[]> Requests => Calls.Keys.Select(request => new object[] { request });

    // All requests except the tag request, whose response has no body.
    private static IEnumerable<string> ForContent =>
        Calls.Keys.Where(request => !request.EndsWith("/tag", StringComparison.Ordinal));

    public static IEnumerable<object[]> RequestsForContent => ForContent.Select(request => new object[] { request });

    // Requests whose response is a stream of messages.
    public static IEnumerable<object[]> Streams =>
        [
            [Classic],
            [BuildKit],
            [Pull],
            [Push],
        ];

    [TestMethod]
    [DynamicData(nameof(Requests))]
    public async Task Lost_connection_before_the_response_is_an_error(string request)
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
    public async Task Lost_connection_within_the_response_body_is_an_error(string request)
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
    public async Task Lost_connection_within_the_response_head_is_an_error(string request)
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
    public async Task HTML_error_page_is_reported_as_its_status(string request, string code)
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
    public async Task Invalid_response_of_an_engine_is_an_error(string request, string answer, string code)
    {
        using var engine = new FaultyEngine();
        engine.Answer(request, answer);

        await FailAsync(code, engine, request);
    }

    [TestMethod]
    public async Task Unknown_charset_of_a_response_is_ignored()
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
    public async Task Lost_connection_within_a_message_is_an_error(string request)
    {
        using var engine = new FaultyEngine();
        engine.Answer(request, Message + "{\"stream\":\"St", cut: true);

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DynamicData(nameof(Streams))]
    public async Task Lost_connection_between_two_messages_is_an_error(string request)
    {
        using var engine = new FaultyEngine();
        engine.Answer(request, Message, cut: true);

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DataRow(Classic)]
    [DataRow(BuildKit)]
    public async Task Lost_connection_after_the_first_build_stage_is_an_error(string request)
    {
        using var engine = new FaultyEngine();
        engine.Answer(request, Message + """{"aux":{"ID":"sha256:1"}}""" + "\r\n", cut: true);
        engine.Answer("GET /images/", """{"Id":"sha256:1"}""");

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DataRow(Classic)]
    [DataRow(BuildKit)]
    public async Task Lost_connection_while_files_are_sent_is_an_error(string request)
    {
        using var engine = new FaultyEngine();
        engine.On(request, exchange => exchange.ReadBodyAsync(500_000));

        await FailAsync("DKZ2003", engine, request);
    }

    [TestMethod]
    [DataRow(true, "DKZ2006")]
    [DataRow(false, "DKZ2005")]
    public async Task File_that_changes_or_disappears_while_it_is_sent_is_an_error_without_a_tag(
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
    public async Task Error_response_while_files_are_sent_is_reported(string request)
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
                // Unread bytes would reset the connection when it is closed, and the response could be lost.
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
    public Task Engine_that_does_not_respond_is_a_timeout_error() =>
        Task.WhenAll(
            Calls.Keys.Select(async request =>
            {
                using var engine = new FaultyEngine();
                engine.On(request, async exchange => await SilenceAsync(engine, exchange));

                await FailAsync("DKZ2013", engine, request, Silence);
            })
        );

    [TestMethod]
    public Task Engine_that_stops_within_its_response_is_a_timeout_error() =>
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
    public async Task Engine_that_stops_while_files_are_sent_is_a_timeout_error(string request)
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
    public async Task Endpoint_that_does_not_answer_a_ping_is_not_an_engine()
    {
        using var engine = new FaultyEngine();
        engine.On("GET /_ping", exchange => exchange.FallSilentAsync());

        StringAssert.Contains(
            (await FailAsync("DKZ2001", engine, "GET /images/", Silence)).Message,
            "no response within 2 seconds",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    [DataRow(Classic)]
    [DataRow(BuildKit)]
    public async Task Silent_build_continues_while_the_engine_answers_pings(string request)
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
    public async Task Canceled_request_closes_the_connection(string request)
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
