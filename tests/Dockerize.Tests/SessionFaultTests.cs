using System.Net.Http;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions;

namespace Dockerize.Tests;

/// <summary>Builds whose session ends, fails or is canceled.</summary>
[TestClass]
public sealed class SessionFaultTests
{
    private const string Build = "POST /build";

    private const string Check = "/grpc.health.v1.Health/Check";

    private const string GetSecret = "/moby.buildkit.secrets.v1.Secrets/GetSecret";

    private const string Message = """{"stream":"Step 1/2 : FROM x\n"}""" + "\r\n";

    // A hang longer than this is an error.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [TestMethod]
    public async Task Build_whose_session_the_engine_closes_fails_with_the_lost_session()
    {
        using var engine = new SessionEngine();
        engine.Faulty.On(
            Build,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                await engine.CallAsync(Check, RecordedCall.Frame([]));
                engine.Close();
                await exchange.SayAsync(
                    """{"error":"failed to solve: no active session for abc: context deadline exceeded"}"""
                );
                await exchange.EndAsync();
            }
        );

        var error = await Assert.ThrowsExactlyAsync<EngineConnectionException>(() => BuildAsync(engine));

        Assert.Contains("the build session", error.Message);
        Assert.AreEqual("DKZ2003", error.Diagnostic().Code);
    }

    [TestMethod]
    public async Task Build_of_an_engine_that_is_killed_fails_with_the_lost_connection()
    {
        using var engine = new SessionEngine();
        HttpResponseMessage? waiting = null;
        engine.Faulty.On(
            Build,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                await exchange.SayAsync(Message);
                waiting = await StartAsync(engine);
                engine.Close();
                engine.Faulty.Kill();
            }
        );

        var error = await Assert.ThrowsExactlyAsync<EngineConnectionException>(() => BuildAsync(engine));

        Assert.Contains(engine.Faulty.Host, error.Message);
        Assert.AreEqual("DKZ2003", error.Diagnostic().Code);
        waiting!.Dispose();
    }

    [TestMethod]
    public async Task Error_of_a_step_is_reported_after_streams_were_reset()
    {
        using var engine = new SessionEngine();
        engine.Faulty.On(
            Build,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                for (var count = 0; count < 10; count++)
                {
                    // A response that is not read to its end is reset.
                    using (await StartAsync(engine))
                        await engine.CallAsync(Check, RecordedCall.Frame([]));
                }

                await exchange.SayAsync(
                    """{"error":"process \"/bin/sh -c false\" did not complete successfully: exit code: 1"}"""
                );
                await exchange.EndAsync();
            }
        );

        var error = await Assert.ThrowsExactlyAsync<ImageBuildException>(() => BuildAsync(engine));

        Assert.AreEqual(ImageBuildFailure.CommandFailed, error.Failure);
    }

    [TestMethod]
    public async Task Error_of_a_command_is_reported_although_the_engine_closed_the_session()
    {
        using var engine = new SessionEngine();
        engine.Faulty.On(
            Build,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                engine.Close();
                await exchange.SayAsync(
                    """{"error":"process \"/bin/sh -c false\" did not complete successfully: exit code: 1"}"""
                );
                await exchange.EndAsync();
            }
        );

        var error = await Assert.ThrowsExactlyAsync<ImageBuildException>(() => BuildAsync(engine));

        Assert.AreEqual(ImageBuildFailure.CommandFailed, error.Failure);
    }

    [TestMethod]
    public async Task Canceled_build_ends_its_session_and_its_request()
    {
        using var cancellation = new CancellationTokenSource();
        using var engine = new SessionEngine();
        var waiting = new TaskCompletionSource<HttpResponseMessage>();
        var closed = new TaskCompletionSource();
        engine.Faulty.On(
            Build,
            async exchange =>
            {
                await exchange.ReadBodyAsync();
                await exchange.BeginAsync();
                waiting.SetResult(await StartAsync(engine));
                await cancellation.CancelAsync();
                await exchange.WaitForClientAsync();
                closed.SetResult();
            }
        );

        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(engine, cancellation.Token));

        await closed.Task.WaitAsync(Limit);
        using var response = await waiting.Task.WaitAsync(Limit);
        await Assert.ThrowsExactlyAsync<HttpRequestException>(() =>
            response.Content.ReadAsByteArrayAsync().WaitAsync(Limit)
        );
    }

    // Starts a call whose response is longer than the client reads ahead.
    private static Task<HttpResponseMessage> StartAsync(SessionEngine engine) =>
        engine.StartAsync(GetSecret, RecordedCall.Frame([.. new ProtobufWriter().Add(1, "key").ToMessage()]));

    private static async Task BuildAsync(SessionEngine engine, CancellationToken cancellationToken = default)
    {
        using var folder = new TemporaryFolder();
        var options = new BuildOptions
        {
            DockerfilePath = Path.Combine(folder.Path, "Dockerfile"),
            Secrets = [new("key") { Path = folder.Write("key", new byte[SecretValue.MaximumSize]) }],
        };
        var dockerfile = Dockerfile.Parse("FROM x\nRUN false\n");
        using var client = await DockerEngine.ConnectAsync(
            engine.Faulty.Host,
            cancellationToken: CancellationToken.None
        );
        var context = BuildContext.Create(dockerfile.Text, [], cancellationToken: CancellationToken.None);
        await new BuildKitBuilder(client.Api)
            .BuildAsync(dockerfile, context, options, null, cancellationToken)
            .WaitAsync(Limit, CancellationToken.None);
    }
}
