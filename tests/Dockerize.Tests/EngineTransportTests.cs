using System.Text.RegularExpressions;

namespace Dockerize.Tests;

/// <summary>HTTP between a client and an engine: redirects, line ends, limits, proxies and API versions.</summary>
[TestClass]
public sealed class EngineTransportTests
{
    private const string Inspect = "GET /images/";

    // A hang longer than this is an error.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [TestMethod]
    [DataRow("302 Found")]
    [DataRow("301 Moved Permanently")]
    [DataRow("303 See Other")]
    [DataRow("307 Temporary Redirect")]
    [DataRow("308 Permanent Redirect")]
    public async Task Push_with_credentials_does_not_follow_a_redirect(string status)
    {
        using var other = FaultyEngine.AtPort();
        using var faulty = new FaultyEngine();
        Redirects(faulty, "POST /images/", status, $"http://{other.Registry}/images/create");
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsAsync<Exception>(() =>
            engine.Images.PushAsync(ImageReference.Parse("localhost:5000/app:1")).WaitAsync(Limit)
        );

        Assert.AreEqual("DKZ2020", failure.Diagnostic().Code, failure.ToString());
        Assert.Contains($"http://{other.Registry}/images/create", failure.Diagnostic().Message);
        Assert.IsEmpty(other.Requests);
    }

    [TestMethod]
    [DataRow("GET /images/x/json")]
    [DataRow("POST /images/x/tag")]
    [DataRow("POST /images/create")]
    [DataRow("POST /containers/create")]
    [DataRow("GET /images/get")]
    [DataRow("GET /version")]
    [DataRow("POST /build")]
    public async Task API_calls_do_not_follow_redirects(string request)
    {
        using var other = FaultyEngine.AtPort();
        using var faulty = new FaultyEngine();
        Redirects(faulty, request, "302 Found", $"http://{other.Registry}/");
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsAsync<Exception>(() => CallAsync(engine, request).WaitAsync(Limit));

        Assert.AreEqual("DKZ2020", failure.Diagnostic().Code, failure.ToString());
        Assert.IsEmpty(other.Requests);
    }

    [TestMethod]
    [DataRow("file:///etc/passwd", "'file:///etc/passwd'")]
    [DataRow("/elsewhere", "'/elsewhere'")]
    [DataRow("http://ada:hunter2@r.io/", "'http://ada:…@r.io/'")]
    [DataRow("http://r.io/\u001b[31m", "'http://r.io/%1B[31m'")]
    [DataRow("http://\u0007[31m", "'http://?[31m'")]
    public async Task Redirect_address_is_shown_without_password_and_control_characters(string location, string shown)
    {
        using var faulty = new FaultyEngine();
        Redirects(faulty, Inspect, "301 Moved Permanently", location);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsAsync<Exception>(() => engine.InspectAsync("x").WaitAsync(Limit));

        Assert.AreEqual("DKZ2020", failure.Diagnostic().Code, failure.ToString());
        Assert.Contains(shown, failure.Diagnostic().Message);
    }

    [TestMethod]
    public async Task Endpoint_that_redirects_pings_is_not_an_engine()
    {
        using var other = FaultyEngine.AtPort();
        using var faulty = new FaultyEngine();
        Redirects(faulty, "GET /_ping", "302 Found", $"http://{other.Registry}/");

        var failure = await Assert.ThrowsAsync<Exception>(() =>
            DockerEngine.ConnectAsync(faulty.Host).WaitAsync(Limit)
        );

        Assert.AreEqual("DKZ2001", failure.Diagnostic().Code, failure.ToString());
        Assert.Contains($"redirects to 'http://{other.Registry}/'", failure.Diagnostic().Message);
        Assert.IsEmpty(other.Requests);
    }

    [TestMethod]
    [DataRow("GET /images/x/json")]
    [DataRow("POST /containers/create")]
    [DataRow("POST /build")]
    public async Task Every_line_of_a_request_head_ends_with_CRLF(string request)
    {
        var head = "";
        using var faulty = new FaultyEngine();
        faulty.On(
            request,
            exchange =>
            {
                head = exchange.Head;
                return exchange.AnswerAsync("500 Internal Server Error", "{}");
            }
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsAsync<Exception>(() => CallAsync(engine, request).WaitAsync(Limit));

        Assert.IsFalse(Regex.IsMatch(head, @"(?<!\r)\n"), head);
        StringAssert.EndsWith(head, "\r\n\r\n", StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", head);
    }

    [TestMethod]
    [DataRow("head", "HTTP/1.1 200 OK\r\nX-Long: ", "64 kB")]
    [DataRow("heads", "HTTP/1.1 200 OK\r\n", "64 kB")]
    [DataRow("chunk line", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "64 kB")]
    [DataRow("answer", "HTTP/1.1 200 OK\r\n\r\n{\"Id\":\"", "16 MB")]
    [DataRow("error", "HTTP/1.1 500 Internal Server Error\r\n\r\n{\"message\":\"", "16 MB")]
    public async Task Endless_responses_are_limited(string part, string start, string limit)
    {
        using var faulty = new FaultyEngine();
        var more = part == "heads" ? string.Concat(Enumerable.Repeat("X-A: b\r\n", 1000)) : new string('0', 8000);
        long sent = 0;
        faulty.On(
            Inspect,
            async exchange =>
            {
                await exchange.WriteAsync(start);
                for (; sent < 1_000_000_000; sent += more.Length)
                    await exchange.WriteAsync(more);
            }
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsAsync<Exception>(() => engine.InspectAsync("x").WaitAsync(Limit));

        Assert.AreEqual("DKZ2021", failure.Diagnostic().Code, failure.ToString());
        Assert.Contains(limit, failure.Diagnostic().Message);
        Assert.IsLessThan(100_000_000, sent);
    }

    [TestMethod]
    [DataRow("POST /build")]
    [DataRow("POST /images/create")]
    public async Task Endless_build_and_pull_messages_are_limited(string request)
    {
        using var faulty = new FaultyEngine();
        long sent = 0;
        faulty.On(
            request,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                await exchange.SayAsync("{\"error\":\"");
                for (; sent < 1_000_000_000; sent += 100_000)
                    await exchange.SayAsync(new string('x', 100_000));
            }
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsAsync<Exception>(() => CallAsync(engine, request).WaitAsync(Limit));

        Assert.AreEqual("DKZ2021", failure.Diagnostic().Code, failure.ToString());
        Assert.Contains("16 MB", failure.Diagnostic().Message);
        Assert.IsLessThan(100_000_000, sent);
    }

    [TestMethod]
    [DataRow("ffffffffffffffff\r\n")]
    [DataRow("-1\r\n")]
    [DataRow("what\r\n")]
    public async Task Invalid_chunk_size_is_an_error(string size)
    {
        using var faulty = new FaultyEngine();
        faulty.On(
            Inspect,
            exchange => exchange.WriteAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{size}")
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsAsync<Exception>(() => engine.InspectAsync("x").WaitAsync(Limit));

        Assert.AreEqual("DKZ2003", failure.Diagnostic().Code, failure.ToString());
    }

    [TestMethod]
    public async Task Chunked_response_is_read_regardless_of_packet_boundaries()
    {
        using var faulty = new FaultyEngine();
        faulty.On(
            Inspect,
            async exchange =>
            {
                const string answer =
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "6\r\n{\"Id\":\r\nb\r\n\"sha256:12\"\r\n1\r\n}\r\n0\r\n\r\n";
                foreach (var character in answer)
                    await exchange.WriteAsync(character.ToString());
            }
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        Assert.AreEqual("sha256:12", (await engine.InspectAsync("x").WaitAsync(Limit))!.Id);
    }

    [TestMethod]
    public async Task Build_error_in_the_format_of_an_API_error_fails_the_build()
    {
        using var faulty = new FaultyEngine();
        faulty.Answer(
            "POST /build",
            """{"stream":"Step 1/1 : FROM scratch\n"}""" + "\n" + """{"message":"no space"}"""
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var failure = await Assert.ThrowsExactlyAsync<ImageBuildException>(() => BuildAsync(engine).WaitAsync(Limit));

        Assert.Contains("no space", failure.Message);
    }

    [TestMethod]
    public async Task Id_of_the_built_image_is_part_of_the_progress_text()
    {
        using var faulty = new FaultyEngine();
        using var lines = new StringWriter();
        faulty.Answer("POST /build", """{"aux":{"ID":"sha256:12"}}""");
        faulty.Answer("GET /images/", """{"Id":"sha256:12"}""");
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await BuildAsync(engine, new TextProgress(lines)).WaitAsync(Limit);

        Assert.Contains("Built sha256:12", lines.ToString());
    }

    [TestMethod]
    [DataRow("1.41", null, "GET /v1.41/images/x/json ")]
    [DataRow("1.44", null, "GET /v1.44/images/x/json ")]
    [DataRow("1.99", null, "GET /v1.51/images/x/json ")]
    [DataRow(null, null, "GET /images/x/json ")]
    [DataRow("1.41", "1.40", "GET /v1.40/images/x/json ")]
    [DataRow("1.41", " v1.40 ", "GET /v1.40/images/x/json ")]
    [DataRow("1.99", "1.60", "GET /v1.60/images/x/json ")]
    [DataRow("1.41", "", "GET /v1.41/images/x/json ")]
    public async Task API_version_is_the_newest_that_client_and_engine_support(
        string? newest,
        string? variable,
        string expected
    )
    {
        using var faulty = new FaultyEngine();
        var head = "";
        Pings(faulty, newest);
        faulty.On(
            Inspect,
            exchange =>
            {
                head = exchange.Head;
                return exchange.AnswerAsync("404 Not Found", "{}");
            }
        );
        using var engine = await ConnectAsync(faulty.Host, ("DOCKER_API_VERSION", variable));

        await engine.InspectAsync("x").WaitAsync(Limit);

        StringAssert.StartsWith(head, expected, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("1.42", "the newest version of the engine at ")]
    [DataRow("latest", "Invalid API version 'latest'")]
    [DataRow("1.41/../x", "Invalid API version '1.41/../x'")]
    public async Task Invalid_DOCKER_API_VERSION_is_an_error(string variable, string expected)
    {
        using var faulty = new FaultyEngine();

        var failure = await Assert.ThrowsAsync<Exception>(() =>
            ConnectAsync(faulty.Host, ("DOCKER_API_VERSION", variable)).WaitAsync(Limit)
        );

        Assert.AreEqual("DKZ2023", failure.Diagnostic().Code, failure.ToString());
        Assert.Contains(expected, failure.Diagnostic().Message);
    }

    [TestMethod]
    public async Task Engine_on_this_machine_is_reached_without_a_proxy()
    {
        using var proxy = FaultyEngine.AtPort();
        using var faulty = FaultyEngine.AtPort();
        Pings(faulty, "1.41");

        using var engine = await ConnectAsync(faulty.Host, ("HTTP_PROXY", $"http://{proxy.Registry}"));

        Assert.IsEmpty(proxy.Requests);
    }

    [TestMethod]
    public async Task Remote_engine_is_reached_through_the_proxy_of_the_environment()
    {
        var heads = new List<string>();
        using var proxy = FaultyEngine.AtPort();
        proxy.On(
            "GET http://192.0.2.1:2375/_ping ",
            exchange =>
            {
                heads.Add(exchange.Head);
                return exchange.AnswerAsync("200 OK", "OK", "Api-Version: 1.41\r\nOSType: linux\r\n");
            }
        );

        using var engine = await ConnectAsync("tcp://192.0.2.1", ("http_proxy", $"ada:a%20b@{proxy.Registry}"));

        Assert.HasCount(1, heads);
        // ada:a b
        Assert.Contains("\r\nProxy-Authorization: Basic YWRhOmEgYg==\r\n", heads[0]);
        Assert.Contains("\r\nHost: 192.0.2.1:2375\r\n", heads[0]);
    }

    [TestMethod]
    public async Task Proxy_error_does_not_show_the_password_of_the_proxy()
    {
        using var proxy = FaultyEngine.AtPort();
        proxy.On("CONNECT ", exchange => exchange.AnswerAsync("407 Proxy Authentication Required", ""));

        var failure = await Assert.ThrowsAsync<Exception>(() =>
            ConnectAsync("https://192.0.2.1:2376", ("HTTPS_PROXY", $"http://ada:hunter2@{proxy.Registry}"))
                .WaitAsync(Limit)
        );

        Assert.AreEqual("DKZ2001", failure.Diagnostic().Code, failure.ToString());
        Assert.Contains(
            $"proxy http://{proxy.Registry} (HTTPS_PROXY) failed: the proxy returned HTTP status 407",
            failure.Diagnostic().Message
        );
        Assert.DoesNotContain("hunter2", failure.ToString());
        Assert.AreEqual("CONNECT 192.0.2.1:2376 HTTP/1.1", proxy.Requests.Single());
    }

    [TestMethod]
    public async Task Unsupported_proxy_scheme_is_an_error_that_contains_the_variable()
    {
        var failure = await Assert.ThrowsAsync<Exception>(() =>
            ConnectAsync("tcp://192.0.2.1", ("HTTP_PROXY", "socks5://ada:hunter2@r.io")).WaitAsync(Limit)
        );

        Assert.Contains("HTTP_PROXY", failure.Diagnostic().Message);
        Assert.DoesNotContain("hunter2", failure.ToString());
    }

    [TestMethod]
    [DataRow("engine", "", true)]
    [DataRow("localhost", "", false)]
    [DataRow("127.0.0.1", "", false)]
    [DataRow("127.8.9.1", "", false)]
    [DataRow("::1", "", false)]
    [DataRow("engine", "*", false)]
    [DataRow("engine", "other, engine", false)]
    [DataRow("engine", "ENGINE:2375", false)]
    [DataRow("engine", "engine:2376", true)]
    [DataRow("a.example.com", "example.com", false)]
    [DataRow("a.example.com", ".example.com", false)]
    [DataRow("a.example.com", "*.example.com", false)]
    [DataRow("example.com", ".example.com", true)]
    [DataRow("badexample.com", "example.com", true)]
    [DataRow("192.0.2.1", "192.0.2.1", false)]
    [DataRow("192.0.2.1", "192.0.2.0/24", false)]
    [DataRow("192.0.3.1", "192.0.2.0/24", true)]
    [DataRow("192.0.2.1", "192.0.2.1:80", true)]
    [DataRow("2001:db8::1", "2001:db8::/32", false)]
    [DataRow("2001:db8::1", "[2001:db8::1]:2375", false)]
    [DataRow("2001:db8::1", "2001:db8::1", false)]
    public void NO_PROXY_is_applied_as_in_the_docker_CLI(string host, string exceptions, bool expected) =>
        Assert.AreEqual(
            expected,
            EngineProxy.Find(
                host,
                2375,
                isTls: false,
                name =>
                    name == "HTTP_PROXY" ? "proxy:3128"
                    : name == "NO_PROXY" ? exceptions
                    : null
            )
                is not null
        );

    private static void Redirects(FaultyEngine engine, string request, string status, string location) =>
        engine.On(request, exchange => exchange.AnswerAsync(status, "", $"Location: {location}\r\n"));

    private static void Pings(FaultyEngine engine, string? newest) =>
        engine.On(
            "GET /_ping",
            exchange =>
                exchange.AnswerAsync(
                    "200 OK",
                    "OK",
                    "OSType: linux\r\n" + (newest is null ? "" : $"Api-Version: {newest}\r\n")
                )
        );

    private static Task<DockerEngine> ConnectAsync(string host, params (string Name, string? Value)[] environment) =>
        DockerEngine.ConnectToFirstAsync(
            EngineEndpoint.Candidates(
                new(host, null),
                name => environment.FirstOrDefault(variable => variable.Name == name).Value
            ),
            null,
            CancellationToken.None
        );

    private static Task CallAsync(DockerEngine engine, string request) =>
        request switch
        {
            "GET /images/x/json" => engine.InspectAsync("x"),
            "POST /images/x/tag" => engine.TagAsync("x", ImageReference.Parse("app:1")),
            "POST /images/create" => engine.Images.PullAsync(new(ImageReference.Parse("base:1"))),
            "POST /containers/create" => engine.Images.FindFilesAsync("x", ["/a"], null, CancellationToken.None),
            "GET /images/get" => engine.SaveAsync("x", new MemoryStream()),
            "GET /version" => engine.GetVersionAsync(),
            _ => BuildAsync(engine),
        };

    private static async Task BuildAsync(DockerEngine engine, TextProgress? progress = null)
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", "FROM scratch\nCOPY x /\n");
        folder.Write("x", "");
        await engine.BuildAsync(new ImageBuildRequest(folder.Path), progress);
    }
}
