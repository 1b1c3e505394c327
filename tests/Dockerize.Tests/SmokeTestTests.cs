using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Dockerize.Tests;

/// <summary>Smoke tests of images. The container is removed in each case.</summary>
[TestClass]
public sealed class SmokeTestTests : IDisposable
{
    private const string ExposedPort = """ "ExposedPorts":{"8080/tcp":{},"9090/udp":{} } """;
    private const string HealthCheck = """ "Healthcheck":{"Test":["CMD","check"]} """;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly FaultyEngine engine = new();
    private readonly FaultyEngine app = FaultyEngine.AtPort();
    private readonly FaultyContainer container;
    private readonly StringWriter log = new() { NewLine = "\n" };

    public SmokeTestTests()
    {
        container = new FaultyContainer(engine)
        {
            Port = int.Parse(app.Registry.Split(':')[1], CultureInfo.InvariantCulture),
        };
        HasImage(ExposedPort);
    }

    public void Dispose()
    {
        engine.Dispose();
        app.Dispose();
        log.Dispose();
    }

    [TestMethod]
    [DataRow(null, "200 OK")]
    [DataRow(null, "404 Not Found")]
    [DataRow("/health", "204 No Content")]
    [DataRow("/health", "302 Found")]
    [DataRow("//example.com/health?a=1", "200 OK")]
    public async Task Image_with_a_port_passes_with_an_HTTP_response(string? path, string status)
    {
        app.On($"GET {path ?? "/"} ", exchange => exchange.AnswerAsync(status, ""));
        app.On("GET /elsewhere", exchange => exchange.AnswerAsync("500 Internal Server Error", ""));

        Assert.IsTrue(await TestAsync(new() { Path = path }));

        Assert.AreEqual(
            $"Testing shop:1: GET {path ?? "/"} from port 8080|Tested shop:1: GET {path ?? "/"} returned {status[..3]}",
            string.Join('|', Lines.Select(line => Regex.Replace(line, " after .*", "")))
        );
        AssertRemoved();
    }

    [TestMethod]
    [DataRow(null, "500 Internal Server Error")]
    [DataRow("/health", "404 Not Found")]
    [DataRow("/health", "501 Not Implemented")]
    public async Task HTTP_response_with_an_error_status_fails_at_once(string? path, string status)
    {
        app.On("GET /", exchange => exchange.AnswerAsync(status, ""));
        container.Print("fail: Shop[1]", "no such table: visit");

        var error = await FailAsync(SmokeTestFailure.ErrorStatus, new() { Path = path });

        Assert.AreEqual(status[..3], FormattableString.Invariant($"{error.Status}"));
        Assert.AreEqual("fail: Shop[1]|no such table: visit", string.Join('|', error.Output));
    }

    [TestMethod]
    public async Task App_that_is_not_ready_at_first_passes_later()
    {
        var count = 0;
        app.On(
            "GET /health",
            exchange =>
                count++ switch
                {
                    // A connection that is closed without a response.
                    0 => Task.CompletedTask,
                    1 => exchange.AnswerAsync("503 Service Unavailable", ""),
                    _ => exchange.AnswerAsync("200 OK", "Healthy"),
                }
        );

        Assert.IsTrue(await TestAsync(new() { Path = "/health" }));

        Assert.AreEqual(3, count);
        AssertRemoved();
    }

    [TestMethod]
    public async Task App_that_never_listens_fails_after_the_timeout()
    {
        app.Kill();

        var error = await FailAsync(SmokeTestFailure.NoResponse, new() { Timeout = Short });

        StringAssert.StartsWith(
            error.Reason,
            "no HTTP response from port 8080 within 1 seconds: ",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public async Task App_that_accepts_a_connection_without_a_response_fails_after_the_timeout()
    {
        app.On("GET /", exchange => exchange.FallSilentAsync());

        var error = await FailAsync(SmokeTestFailure.NoResponse, new() { Timeout = Short });

        StringAssert.Contains(error.Reason, "did not respond", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Container_that_exits_is_an_error_with_its_exit_code_and_the_last_lines_of_its_log()
    {
        container.Exit(134);
        container.Print([
            .. Enumerable.Range(1, 30).Select(number => FormattableString.Invariant($"line {number}")),
            "\u001b[31mUnhandled exception.\u001b[0m",
        ]);

        var error = await FailAsync(SmokeTestFailure.Exited, new());

        Assert.AreEqual(134, error.ExitCode);
        StringAssert.StartsWith(error.Reason, "the container exited with code 134 after ", StringComparison.Ordinal);
        Assert.HasCount(20, error.Output);
        Assert.AreEqual("line 12|Unhandled exception.", $"{error.Output[0]}|{error.Output[19]}");
        Assert.AreEqual("DKZ2034", error.Diagnostic().Code);
    }

    [TestMethod]
    public async Task Container_that_runs_out_of_memory_is_an_error_with_this_reason()
    {
        container.Exit(137);

        var error = await FailAsync(SmokeTestFailure.Exited, new());

        StringAssert.EndsWith(error.Reason, ", because it ran out of memory", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Log_that_the_engine_cannot_read_does_not_replace_the_error()
    {
        container.Exit(1);
        engine.On(
            $"GET /containers/{FaultyContainer.Id}/logs",
            exchange =>
                exchange.AnswerAsync("501 Not Implemented", """{"message":"the log driver does not support reading"}""")
        );

        var error = await FailAsync(SmokeTestFailure.Exited, new());

        StringAssert.Contains(error.Output.Single(), "does not support reading", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Container_that_cannot_start_is_an_error_with_the_message_of_the_engine()
    {
        engine.On(
            $"POST /containers/{FaultyContainer.Id}/start",
            exchange => exchange.AnswerAsync("400 Bad Request", """{"message":"exec: \"shop\": not found"}""")
        );

        var error = await FailAsync(SmokeTestFailure.NotStarted, new());

        StringAssert.Contains(error.Message, "exec: \"shop\": not found", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Image_without_a_port_must_keep_running()
    {
        HasImage("");

        Assert.IsTrue(await TestAsync(new() { Timeout = Short }));

        Assert.AreEqual("Testing shop:1 for 1 seconds|Tested shop:1: the container ran for 1 seconds", LogText);
        AssertRemoved();
    }

    [TestMethod]
    public async Task Image_without_a_port_may_exit_with_code_0_only()
    {
        HasImage("");
        container.Exit(0);

        Assert.IsTrue(await TestAsync(new()));
        AssertRemoved();

        container.Exit(1);
        var error = await FailAsync(SmokeTestFailure.Exited, new());
        Assert.AreEqual(1, error.ExitCode);
    }

    [TestMethod]
    public async Task Image_with_a_health_check_must_become_healthy()
    {
        HasImage(HealthCheck);
        container.SetHealth("unhealthy", "no connection\\n");

        var error = await FailAsync(SmokeTestFailure.NotHealthy, new() { Timeout = Short });
        Assert.AreEqual("the container did not become healthy within 1 seconds: no connection", error.Reason);

        container.SetHealth("healthy");
        Assert.IsTrue(await TestAsync(new()));
        Assert.AreEqual(1_000_000_000L, (long)Configuration["Healthcheck"]!["Interval"]!);
        AssertRemoved();
    }

    [TestMethod]
    public async Task Only_TCP_ports_are_published_and_only_at_the_loopback_address()
    {
        await TestAsync(new());

        var ports = (JObject)Configuration["HostConfig"]!["PortBindings"]!;
        Assert.AreEqual("8080/tcp", ports.Properties().Single().Name);
        Assert.AreEqual("127.0.0.1", (string?)ports["8080/tcp"]![0]!["HostIp"]);
        Assert.IsNull(Configuration["Healthcheck"]);
        Assert.AreEqual("sha256:built", (string?)Configuration["Image"]);
    }

    [TestMethod]
    public void App_whose_ports_are_not_reachable_must_not_exit()
    {
        var exited = new ContainerState { IsRunning = false };
        var check = new UptimeCheck("shop:1", new() { Timeout = Short }, hasPorts: true);

        Assert.IsNull(check.ResultOfExit(exited, Short));
        Assert.AreEqual(
            "Testing shop:1 for 1 seconds, because the ports of containers are not reachable from this machine",
            check.Start
        );
    }

    [TestMethod]
    public async Task Path_of_an_image_without_a_port_is_an_error_without_a_container()
    {
        HasImage("");

        var error = await Assert.ThrowsExactlyAsync<SmokeTestException>(() => TestAsync(new() { Path = "/health" }));

        Assert.AreEqual((SmokeTestFailure.NoPort, "DKZ1052"), (error.Failure, error.Diagnostic().Code));
        Assert.AreEqual("", container.Created);
    }

    [TestMethod]
    public async Task Image_for_another_platform_is_skipped_with_a_message()
    {
        HasImage(ExposedPort, "arm64");

        Assert.IsFalse(await TestAsync(new()));

        Assert.AreEqual(
            "Skipped the smoke test of shop:1: the image is for linux/arm64, and the engine for amd64",
            LogText
        );
        Assert.AreEqual("", container.Created);
    }

    [TestMethod]
    public async Task Missing_image_is_an_error() =>
        Assert.AreEqual(
            "No such image: other:1",
            (
                await Assert.ThrowsExactlyAsync<EngineRefusedException>(() => TestAsync(new(), image: "other:1"))
            ).EngineMessage
        );

    [TestMethod]
    public async Task Canceled_test_removes_the_container_at_once()
    {
        using var cancel = new CancellationTokenSource();
        app.On(
            "GET /",
            async exchange =>
            {
                await cancel.CancelAsync();
                await exchange.FallSilentAsync();
            }
        );
        var time = Stopwatch.StartNew();

        await Assert.ThrowsAsync<OperationCanceledException>(() => TestAsync(new(), cancellationToken: cancel.Token));

        Assert.IsLessThan(TimeSpan.FromSeconds(5), time.Elapsed);
        AssertRemoved();
    }

    // The id of the container is known only after the response.
    [TestMethod]
    public async Task Test_that_is_canceled_during_the_creation_removes_the_container()
    {
        using var cancel = new CancellationTokenSource();
        engine.On(
            "POST /containers/create",
            async exchange =>
            {
                await cancel.CancelAsync();
                await Task.Delay(100);
                await exchange.AnswerAsync("201 Created", $$"""{"Id":"{{FaultyContainer.Id}}"}""");
            }
        );

        await Assert.ThrowsAsync<OperationCanceledException>(() => TestAsync(new(), cancellationToken: cancel.Token));

        AssertRemoved();
    }

    [TestMethod]
    public async Task Lost_engine_is_an_error_of_the_connection_with_a_message_about_the_container()
    {
        engine.On(
            $"GET /containers/{FaultyContainer.Id}/json",
            exchange =>
            {
                engine.Kill();
                return Task.CompletedTask;
            }
        );

        await Assert.ThrowsExactlyAsync<EngineConnectionException>(() => TestAsync(new()));

        StringAssert.StartsWith(
            Lines[^1],
            $"Could not remove container {FaultyContainer.Id}: ",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public async Task Failed_removal_does_not_replace_the_error_of_the_test()
    {
        container.Exit(3);
        engine.On(
            $"DELETE /containers/{FaultyContainer.Id}",
            exchange => exchange.AnswerAsync("409 Conflict", """{"message":"removal is already in progress"}""")
        );

        var error = await Assert.ThrowsExactlyAsync<SmokeTestException>(() => TestAsync(new()));

        Assert.AreEqual(3, error.ExitCode);
        StringAssert.Contains(Lines[^1], "removal is already in progress", StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Lines => log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string LogText => string.Join('|', Lines);

    private JObject Configuration => JObject.Parse(container.Created);

    private void HasImage(string config, string architecture = "amd64") =>
        engine.Answer("GET /images/shop:1/json", Image(config, architecture));

    private static string Image(string config, string architecture = "amd64") =>
        $$"""{"Id":"sha256:built","Os":"linux","Architecture":"{{architecture}}","Config":{ {{config}} } }""";

    private async Task<bool> TestAsync(
        SmokeTest test,
        string image = "shop:1",
        CancellationToken cancellationToken = default
    )
    {
        using var client = await DockerEngine.ConnectAsync(engine.Host, cancellationToken: CancellationToken.None);
        return await client.TestAsync(image, test, new TextProgress(log), cancellationToken);
    }

    private async Task<SmokeTestException> FailAsync(SmokeTestFailure failure, SmokeTest test)
    {
        var error = await Assert.ThrowsExactlyAsync<SmokeTestException>(() => TestAsync(test));
        Assert.AreEqual((failure, "shop:1"), (error.Failure, error.Image));
        AssertRemoved();
        return error;
    }

    private void AssertRemoved() =>
        Assert.AreEqual(
            Count("POST /containers/create"),
            Count($"DELETE /containers/{FaultyContainer.Id}"),
            "created and removed containers"
        );

    private int Count(string request) =>
        engine.Requests.Count(line => line.StartsWith(request, StringComparison.Ordinal));
}
