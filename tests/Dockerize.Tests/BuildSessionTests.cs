using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Builds.Sessions.Http2;

namespace Dockerize.Tests;

/// <summary>A build session with a real HTTP/2 client.</summary>
[TestClass]
public sealed class BuildSessionTests
{
    private const string Check = "/grpc.health.v1.Health/Check";

    private const string GetSecret = "/moby.buildkit.secrets.v1.Secrets/GetSecret";

    // A hang longer than this is an error.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [TestMethod]
    public async Task Engine_calls_the_services_of_the_session()
    {
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(new());

        var response = await engine.CallAsync(Check, RecordedCall.Frame([])).WaitAsync(Limit);

        Assert.AreEqual(new SessionResponse(0, "", response.Content), response);
        CollectionAssert.AreEqual(RecordedCall.Frame([0x08, 1]), response.Content);
        Assert.IsNull(session.Error);
    }

    [TestMethod]
    public async Task Headers_describe_the_session()
    {
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(new() { SharedKey = "/home/ä\r\n", Secrets = [new("x")] });

        Assert.Contains($"\r\nX-Docker-Expose-Session-Uuid: {session.Id}\r\n", engine.Head);
        Assert.IsTrue(Regex.IsMatch(engine.Head, @"\r\nX-Docker-Expose-Session-Sharedkey: [0-9a-f]{64}\r\n"));
        CollectionAssert.AreEquivalent(
            new[] { Check, "/moby.filesync.v1.Auth/Credentials", GetSecret },
            Regex
                .Matches(engine.Head, @"(?<=\r\nX-Docker-Expose-Session-Grpc-Method: )\S+(?=\r\n)")
                .Select(match => match.Value)
                .ToArray()
        );
    }

    [TestMethod]
    public async Task Large_secrets_are_sent_to_64_calls_at_the_same_time()
    {
        var value = new string('x', SecretValue.MaximumSize - 1) + "y";
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(ContentWith(value));
        var expected = RecordedCall.Frame([
            .. new ProtobufWriter().Add(1, new ArraySegment<byte>(Encoding.UTF8.GetBytes(value))).ToMessage(),
        ]);

        var responses = await Task.WhenAll(
                Enumerable.Range(0, 64).Select(_ => engine.CallAsync(GetSecret, ForSecret()))
            )
            .WaitAsync(Limit);

        foreach (var response in responses)
        {
            Assert.AreEqual(0, response.Status);
            Assert.IsTrue(expected.AsSpan().SequenceEqual(response.Content));
        }
    }

    [TestMethod]
    public async Task Error_of_a_call_is_sent_as_status_and_encoded_message()
    {
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(ContentWith("x"));

        var response = await engine.CallAsync(GetSecret, ForSecret("ä%\n")).WaitAsync(Limit);

        Assert.AreEqual((int)GrpcStatus.NotFound, response.Status);
        Assert.AreEqual("secret %C3%A4%25%0A: not found", response.Message);
        Assert.IsEmpty(response.Content);
        Assert.IsNull(session.Error);
    }

    [TestMethod]
    public async Task Status_message_is_limited()
    {
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(ContentWith("x"));

        var response = await engine.CallAsync(GetSecret, ForSecret(new string('a', 1_000_000))).WaitAsync(Limit);

        Assert.AreEqual((int)GrpcStatus.NotFound, response.Status);
        Assert.HasCount(GrpcResponse.MaximumMessage, response.Message);
    }

    [TestMethod]
    public async Task Exception_in_a_call_is_kept_and_its_text_is_not_sent()
    {
        var failure = new InvalidOperationException("hunter2");
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(ContentWith("x") with { Environment = _ => throw failure });

        var response = await engine.CallAsync(GetSecret, ForSecret()).WaitAsync(Limit);

        Assert.AreEqual((int)GrpcStatus.Internal, response.Status);
        Assert.DoesNotContain("hunter2", response.Message);
        Assert.AreSame(failure, session.Error);
    }

    [TestMethod]
    [DataRow("/moby.filesync.v1.Auth/FetchToken", new byte[] { 0, 0, 0, 0, 0 }, nameof(GrpcStatus.Unimplemented))]
    [DataRow("/x", new byte[] { 0, 0, 0, 0, 0 }, nameof(GrpcStatus.Unimplemented))]
    [DataRow(GetSecret, new byte[] { 1, 0, 0, 0, 0 }, nameof(GrpcStatus.Unimplemented))]
    [DataRow(GetSecret, new byte[] { 0, 255, 255, 255, 255, 0 }, nameof(GrpcStatus.ResourceExhausted))]
    [DataRow(GetSecret, new byte[] { 0, 0, 0, 0, 1, 0x0B }, nameof(GrpcStatus.InvalidArgument))]
    [DataRow(GetSecret, new byte[] { 0, 0, 0 }, nameof(GrpcStatus.InvalidArgument))]
    [DataRow(GetSecret, new byte[0], nameof(GrpcStatus.InvalidArgument))]
    public async Task Invalid_call_is_rejected(string path, byte[] content, string expected)
    {
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(ContentWith("x"));

        var response = await engine.CallAsync(path, content).WaitAsync(Limit);

        Assert.AreEqual(expected, ((GrpcStatus)response.Status).ToString());
        Assert.IsNull(session.Error);
        Assert.AreEqual(0, (await engine.CallAsync(Check, RecordedCall.Frame([])).WaitAsync(Limit)).Status);
    }

    [TestMethod]
    [DataRow("POST", "application/grpc", HttpStatusCode.OK)]
    [DataRow("POST", "application/grpc+proto", HttpStatusCode.OK)]
    [DataRow("POST", "application/grpc-web", HttpStatusCode.UnsupportedMediaType)]
    [DataRow("POST", "application/json", HttpStatusCode.UnsupportedMediaType)]
    [DataRow("PUT", "application/grpc", HttpStatusCode.MethodNotAllowed)]
    public async Task Request_that_is_not_a_gRPC_call_is_rejected(
        string method,
        string contentType,
        HttpStatusCode expected
    )
    {
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(new());

        Assert.AreEqual(expected, await engine.SendAsync(new(method), Check, contentType).WaitAsync(Limit));
    }

    [TestMethod]
    public async Task Violation_of_HTTP2_is_the_error_of_the_session()
    {
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(new());
        var connection = await engine.Connection;

        await connection.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        await UntilClosedAsync(connection);

        Assert.IsInstanceOfType<Http2Exception>(await UntilErrorAsync(session));
    }

    [TestMethod]
    public async Task Closed_session_closes_its_connection()
    {
        using var engine = new SessionEngine();
        var session = await engine.OpenAsync(new());

        await CloseAsync(session);

        await UntilClosedAsync(await engine.Connection);
        Assert.IsNull(session.Error);
    }

    [TestMethod]
    public async Task Closed_session_ends_calls_that_wait_for_the_engine()
    {
        using var engine = new SessionEngine();
        var session = await engine.OpenAsync(ContentWith(new string('x', SecretValue.MaximumSize)));
        using var response = await engine.StartAsync(GetSecret, ForSecret()).WaitAsync(Limit);

        await CloseAsync(session);

        Assert.IsNull(session.Error);
    }

    [TestMethod]
    public async Task Canceled_session_closes_its_connection()
    {
        using var cancellation = new CancellationTokenSource();
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(new(), cancellation.Token);

        await cancellation.CancelAsync();

        await UntilClosedAsync(await engine.Connection);
        Assert.IsNull(session.Error);
    }

    [TestMethod]
    public async Task Session_that_the_engine_closes_has_an_error()
    {
        using var engine = new SessionEngine();
        using var session = await engine.OpenAsync(new());
        await engine.CallAsync(Check, RecordedCall.Frame([])).WaitAsync(Limit);

        engine.Close();

        Assert.Contains("the engine closed the build session", (await UntilErrorAsync(session)).Message);
    }

    private static SessionContent ContentWith(string secret) =>
        new() { Secrets = [new("key") { EnvironmentVariable = "KEY" }], Environment = _ => secret };

    private static byte[] ForSecret(string id = "key") =>
        RecordedCall.Frame([.. new ProtobufWriter().Add(1, id).ToMessage()]);

    private static Task CloseAsync(BuildSession session) => session.CloseAsync().WaitAsync(Limit);

    private static async Task UntilClosedAsync(Stream connection)
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new byte[4096];
        try
        {
            while (await connection.ReadAsync(buffer, limit.Token) > 0)
            {
                // The content is ignored.
            }
        }
        catch (IOException)
        {
            // The connection was reset.
        }
    }

    private static async Task<Exception> UntilErrorAsync(BuildSession session)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            if (session.Error is { } error)
                return error;

            await Task.Delay(10, limit.Token);
        }
    }
}
