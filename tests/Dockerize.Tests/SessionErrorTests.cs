using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions;

namespace Dockerize.Tests;

/// <summary>Errors of a session during a build by BuildKit, and the sources of its values.</summary>
[TestClass]
public sealed class SessionErrorTests
{
    private const string GetSecret = "/moby.buildkit.secrets.v1.Secrets/GetSecret";

    private const string Failed = "the step failed because of the session";

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Unreadable_file_is_reported_instead_of_the_error_of_the_builder(bool isStatus)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "gone");

        var error = await FailAsync(new() { Secrets = [new("key") { Path = path }] }, isStatus);

        Assert.AreEqual(path, Assert.IsInstanceOfType<BuildSecretException>(error).Secret.Path);
    }

    [TestMethod]
    public async Task Internal_error_of_the_session_is_reported_unchanged()
    {
        var failure = new InvalidOperationException("x");

        var error = await FailAsync(Options(_ => throw failure), isStatus: false);

        Assert.AreSame(failure, error);
    }

    [TestMethod]
    public async Task Failed_connection_of_the_session_is_an_error_of_the_engine()
    {
        var failure = new IOException("the pipe is broken");

        var error = await FailAsync(Options(_ => throw failure), isStatus: false);

        Assert.AreEqual("the pipe is broken", Assert.IsInstanceOfType<EngineConnectionException>(error).Reason);
    }

    [TestMethod]
    public async Task Secret_is_read_from_the_environment_of_the_build()
    {
        SessionResponse? response = null;

        var error = await FailAsync(Options(name => name + " value"), false, answer => response = answer);

        Assert.Contains(Failed, error.Message);
        Assert.AreEqual(0, response!.Status);
        CollectionAssert.AreEqual(
            RecordedCall.Frame([.. new ProtobufWriter().Add(1, "KEY value").ToMessage()]),
            response.Content
        );
    }

    private static BuildOptions Options(Func<string, string?> environment) =>
        new() { Secrets = [new("key") { EnvironmentVariable = "KEY" }], Environment = environment };

    // During the build, the engine requests the secret. The build then fails.
    private static async Task<Exception> FailAsync(
        BuildOptions options,
        bool isStatus,
        Action<SessionResponse>? answered = null
    )
    {
        using var engine = new SessionEngine();
        engine.Faulty.On(
            "POST /build",
            async exchange =>
            {
                var request = RecordedCall.Frame([.. new ProtobufWriter().Add(1, "key").ToMessage()]);
                var response = await engine.CallAsync(GetSecret, request);
                answered?.Invoke(response);
                if (isStatus)
                    await exchange.AnswerAsync("500 Internal Server Error", $$"""{"message":"{{Failed}}"}""");
                else
                    await exchange.AnswerAsync("200 OK", $$$"""{"errorDetail":{"message":"{{{Failed}}}"}}""");
            }
        );
        using var folder = new TemporaryFolder();
        var context = BuildContext.Create("FROM x\n", [new(folder.Write("a", "a"), "a", "app")]);
        using var connected = await DockerEngine.ConnectAsync(engine.Faulty.Host);
        return await Assert.ThrowsAsync<Exception>(() =>
            new BuildKitBuilder(connected.Api)
                .BuildAsync(Dockerfile.Parse("FROM x\n"), context, options)
                .WaitAsync(TimeSpan.FromSeconds(30))
        );
    }
}
