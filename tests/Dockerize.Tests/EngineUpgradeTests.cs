using System.Text;

namespace Dockerize.Tests;

/// <summary>The connection of a session: <c>POST /session</c>, after which the protocol changes.</summary>
[TestClass]
public sealed class EngineUpgradeTests
{
    private const string Session = "POST /session";

    private const string Methods = "X-Docker-Expose-Session-Grpc-Method";

    // A hang longer than this is an error.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // The timeout for an engine that does not respond.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(200);

    [TestMethod]
    public async Task Connection_carries_the_other_protocol_after_the_upgrade()
    {
        using var faulty = new FaultyEngine();
        faulty.On(Session, exchange => exchange.EchoAsync());

        await EchoAsync(faulty.Host);

        Assert.AreEqual("POST /session HTTP/1.1", faulty.Requests.Last());
    }

    [TestMethod]
    public async Task Bytes_after_the_response_head_belong_to_the_other_protocol()
    {
        using var faulty = new FaultyEngine();
        faulty.On(Session, exchange => exchange.EchoAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        using var stream = await OpenAsync(engine);

        Assert.AreEqual("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", await ReadAsync(stream, 24));
    }

    [TestMethod]
    public async Task Each_value_of_a_repeated_header_has_its_own_line()
    {
        var head = "";
        using var faulty = new FaultyEngine();
        faulty.On(
            Session,
            exchange =>
            {
                head = exchange.Head;
                return exchange.EchoAsync();
            }
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        using var stream = await OpenAsync(engine);

        Assert.Contains($"\r\n{Methods}: /a.A/One\r\n{Methods}: /a.A/Two\r\n", head);
        Assert.Contains("\r\nConnection: Upgrade\r\n", head);
        Assert.Contains("\r\nUpgrade: h2c\r\n", head);
        Assert.Contains("POST /v1.41/session HTTP/1.1\r\nHost: ", head);
    }

    [TestMethod]
    [DataRow("400 Bad Request", """{"message":"session is not supported"}""", "session is not supported")]
    [DataRow("404 Not Found", """{"message":"page not found"}""", "page not found")]
    [DataRow("502 Bad Gateway", "<html><body>Bad Gateway</body></html>", "502 BadGateway")]
    [DataRow("200 OK", "", "200 OK")]
    public async Task Rejected_upgrade_is_an_error_with_the_message_of_the_engine(
        string status,
        string body,
        string expected
    )
    {
        using var faulty = new FaultyEngine();
        faulty.On(Session, exchange => exchange.AnswerAsync(status, body));

        Assert.AreEqual(expected, (await FailAsync<EngineRefusedException>(faulty)).EngineMessage);
    }

    [TestMethod]
    [DataRow("Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n10;x=y\r\n\"message\":\"no\" }\r\n0\r\n\r\n")]
    [DataRow("Content-Length: 16\r\n\r\n{\"message\":\"no\"}")]
    [DataRow("Content-Length: 900\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"message\":\"no\"}\r\n0\r\n\r\n")]
    public async Task Body_of_a_rejection_is_read_if_the_connection_stays_open(string rest)
    {
        using var faulty = new FaultyEngine();
        faulty.On(
            Session,
            async exchange =>
            {
                await exchange.WriteAsync("HTTP/1.1 400 Bad Request\r\n" + rest);
                await exchange.FallSilentAsync();
            }
        );

        Assert.AreEqual("no", (await FailAsync<EngineRefusedException>(faulty)).EngineMessage);
    }

    [TestMethod]
    [DataRow("", "x")]
    [DataRow("Transfer-Encoding: chunked\r\n", "7fffffff\r\nx")]
    [DataRow("Transfer-Encoding: chunked\r\n", "-1\r\nx")]
    [DataRow("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n")]
    [DataRow("Content-Length: 2147483647\r\n", "x")]
    [DataRow("Content-Length: 99999999999999\r\n", "x")]
    [DataRow("Content-Length: -1\r\n", "x")]
    public async Task Body_of_a_rejection_is_limited(string header, string part)
    {
        using var faulty = new FaultyEngine();
        faulty.On(
            Session,
            async exchange =>
            {
                await exchange.WriteAsync($"HTTP/1.1 400 Bad Request\r\n{header}\r\n");
                var parts = string.Concat(Enumerable.Repeat(part, 1000));
                while (true)
                    await exchange.WriteAsync(parts);
            }
        );

        Assert.AreEqual("400 BadRequest", (await FailAsync<EngineRefusedException>(faulty)).EngineMessage);
    }

    [TestMethod]
    [DataRow("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [DataRow("HTTP/1.1\r\n\r\n")]
    [DataRow("HTTP/1.1 x\r\n\r\n")]
    [DataRow("HTTP/1.1 100 Continue\r\n\r\n")]
    [DataRow("HTTP/1.1 -101 x\r\n\r\n")]
    [DataRow("\r\n\r\n\r\n")]
    public async Task Response_that_is_not_from_an_engine_is_a_connection_error(string response)
    {
        using var faulty = new FaultyEngine();
        faulty.On(Session, exchange => exchange.WriteAsync(response));

        Assert.AreEqual(EngineConnection.NotFromEngine, (await FailAsync<EngineConnectionException>(faulty)).Reason);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("HTTP/1.1 101 UPGRADED\r\n")]
    public async Task Closed_connection_is_a_connection_error(string response)
    {
        using var faulty = new FaultyEngine();
        faulty.On(Session, exchange => exchange.WriteAsync(response));

        Assert.AreEqual(
            "the server closed the connection",
            (await FailAsync<EngineConnectionException>(faulty)).Reason
        );
    }

    [TestMethod]
    [DataRow("x")]
    [DataRow("\r\nA")]
    [DataRow("X: y\r\n")]
    public async Task Length_of_the_response_head_is_limited(string part)
    {
        using var faulty = new FaultyEngine();
        faulty.On(
            Session,
            async exchange =>
            {
                await exchange.WriteAsync("HTTP/1.1 101 UPGRADED\r\nA");
                while (true)
                    await exchange.WriteAsync(part);
            }
        );

        Assert.AreEqual(AnswerPart.Head, (await FailAsync<EngineAnswerTooLongException>(faulty)).Part);
    }

    [TestMethod]
    public async Task Redirect_is_not_followed()
    {
        using var other = FaultyEngine.AtPort();
        using var faulty = new FaultyEngine();
        faulty.On(
            Session,
            exchange => exchange.AnswerAsync("302 Found", "", $"Location: http://{other.Registry}/session\r\n")
        );

        var failure = await FailAsync<EngineRedirectException>(faulty);

        Assert.AreEqual($"http://{other.Registry}/session", failure.Location);
        Assert.IsEmpty(other.Requests);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("HTTP/1.1 101 UPGRADED\r\n")]
    [DataRow("HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\n\r\n{")]
    public async Task Engine_that_does_not_complete_its_response_is_a_timeout_error(string response)
    {
        using var faulty = new FaultyEngine();
        faulty.On(
            Session,
            async exchange =>
            {
                await exchange.WriteAsync(response);
                await exchange.WaitForClientAsync();
            }
        );

        // The connection has no short timeout for its ping.
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        using var connection = new EngineConnection(engine.Endpoint, Silence);
        using var api = new EngineApi(connection, engine.Api.Info);
        await Assert.ThrowsExactlyAsync<EngineTimeoutException>(() => OpenAsync(api));

        await UntilClosedAsync(faulty);
    }

    [TestMethod]
    public async Task Timeout_does_not_apply_after_the_upgrade()
    {
        using var faulty = new FaultyEngine();
        faulty.On(Session, exchange => exchange.EchoAsync());
        using var engine = await DockerEngine.ConnectAsync(faulty.Host, timeout: TimeSpan.FromSeconds(1));
        using var stream = await OpenAsync(engine);

        await Task.Delay(TimeSpan.FromSeconds(1.5));

        await EchoAsync(stream);
    }

    [TestMethod]
    public async Task Canceled_upgrade_closes_the_connection()
    {
        using var cancellation = new CancellationTokenSource();
        using var faulty = new FaultyEngine();
        faulty.On(
            Session,
            async exchange =>
            {
                cancellation.Cancel();
                await exchange.WaitForClientAsync();
            }
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        await Assert.ThrowsAsync<OperationCanceledException>(() => OpenAsync(engine, cancellation.Token));

        await UntilClosedAsync(faulty);
    }

    [TestMethod]
    public async Task Session_is_opened_through_a_forwarding_proxy()
    {
        var head = "";
        using var proxy = FaultyEngine.AtPort();
        proxy.On(
            "GET http://192.0.2.1:2375/_ping ",
            exchange => exchange.AnswerAsync("200 OK", "OK", "Api-Version: 1.41\r\nOSType: linux\r\n")
        );
        proxy.On(
            "POST http://192.0.2.1:2375/v1.41/session ",
            exchange =>
            {
                head = exchange.Head;
                return exchange.EchoAsync();
            }
        );

        await EchoAsync("tcp://192.0.2.1", ("http_proxy", $"ada:a%20b@{proxy.Registry}"));

        // ada:a b
        Assert.Contains("\r\nProxy-Authorization: Basic YWRhOmEgYg==\r\n", head);
    }

    private static async Task EchoAsync(string host, params (string Name, string? Value)[] environment)
    {
        var endpoints = EngineEndpoint.Candidates(
            new(host, null),
            name => environment.FirstOrDefault(variable => variable.Name == name).Value
        );
        using var engine = await DockerEngine.ConnectToFirstAsync(endpoints, null, CancellationToken.None);
        using var stream = await OpenAsync(engine);
        await EchoAsync(stream);
    }

    private static async Task EchoAsync(Stream stream)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes("abc"), 0, 3);

        Assert.AreEqual("abc", await ReadAsync(stream, 3));
    }

    private static async Task<T> FailAsync<T>(FaultyEngine faulty)
        where T : EngineException
    {
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        return await Assert.ThrowsExactlyAsync<T>(() => OpenAsync(engine));
    }

    private static Task<Stream> OpenAsync(DockerEngine engine, CancellationToken cancellationToken = default) =>
        OpenAsync(engine.Api, cancellationToken);

    private static Task<Stream> OpenAsync(EngineApi api, CancellationToken cancellationToken = default) =>
        api.OpenSessionAsync([(Methods, "/a.A/One"), (Methods, "/a.A/Two")], cancellationToken)
            .WaitAsync(Limit, CancellationToken.None);

    private static async Task<string> ReadAsync(Stream stream, int count)
    {
        var (buffer, filled) = (new byte[count], 0);
        while (filled < count && await stream.ReadAsync(buffer, filled, count - filled) is > 0 and var read)
            filled += read;
        return Encoding.ASCII.GetString(buffer, 0, filled);
    }

    private static async Task UntilClosedAsync(FaultyEngine faulty)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (faulty.Open > 0)
            await Task.Delay(10, limit.Token);
    }
}
