namespace Dockerize.Tests;

/// <summary>A step whose secret or SSH agent is missing is an error before the build.</summary>
[TestClass]
public sealed class SessionMountTests
{
    [TestMethod]
    [DataRow("secret,id=nuget", "secret nuget")]
    [DataRow("secret,id=nuget,required", "secret nuget")]
    [DataRow("secret,id=nuget,required=true", "secret nuget")]
    [DataRow("secret,target=/root/.netrc", "secret .netrc")]
    [DataRow("secret,dst=/root/.netrc", "secret .netrc")]
    [DataRow("secret,source=nuget,target=/x", "secret nuget")]
    [DataRow("secret,src=nuget", "secret nuget")]
    [DataRow("secret,id=nuget,target=/x,mode=0400,uid=1654", "secret nuget")]
    [DataRow("secret,id=nuget,env=TOKEN", "secret nuget")]
    [DataRow("SECRET,ID=nuget", "secret nuget")]
    [DataRow("secret,\"id=nuget\"", "secret nuget")]
    [DataRow("ssh", "ssh default")]
    [DataRow("ssh,required=true", "ssh default")]
    [DataRow("ssh,id=github", "ssh github")]
    public void Missing_secret_or_agent_is_found_at_its_line(string mount, string missing)
    {
        var error = Fail($"FROM x\nENV A=1\nRUN --mount=type=cache,target=/c --mount=type={mount} make\n");

        Assert.AreEqual(
            missing,
            $"{(error.Failure == ImageBuildFailure.SshAgentNotFound ? "ssh" : "secret")} {error.MountId}"
        );
        Assert.AreEqual(3, error.Line);
        var diagnostic = error.Diagnostic();
        Assert.AreEqual("DKZ1051", diagnostic.Code);
        Assert.Contains($"Include=\"{error.MountId}", diagnostic.Message);
    }

    [TestMethod]
    [DataRow("RUN --mount=type=secret,id=nuget,required=false make")]
    [DataRow("RUN --mount=type=ssh,required=0 make")]
    [DataRow("RUN --mount=type=secret,id=$ID make", DisplayName = "only the builder knows the variable")]
    [DataRow("RUN --mount=type=secret,id=nuget,required=$NEEDED make")]
    [DataRow("RUN --mount=type=secret make", DisplayName = "the builder reports the missing id")]
    [DataRow("RUN --mount=type=cache,id=nuget,target=/c make")]
    [DataRow("RUN --mount=id=nuget,target=/c make", DisplayName = "a bind mount is the default")]
    [DataRow("RUN echo --mount=type=secret,id=nuget")]
    [DataRow("COPY --mount=type=secret,id=nuget . .", DisplayName = "the builder reports the unknown flag")]
    [DataRow("ONBUILD RUN --mount=type=secret,id=nuget make", DisplayName = "it runs in other builds")]
    public void Step_without_a_required_mount_needs_nothing(string step) => Require($"FROM x\n{step}\n");

    [TestMethod]
    public void Given_secrets_and_agents_are_available()
    {
        var options = new BuildOptions
        {
            Secrets = [new("nuget") { EnvironmentVariable = "X" }],
            Ssh = [new(), new("github")],
        };

        Require("FROM x\nRUN --mount=type=secret,id=nuget --mount=type=ssh --mount=type=ssh,id=github make\n", options);
        Assert.AreEqual("NUGET", Fail("FROM x\nRUN --mount=type=secret,id=NUGET make\n", options).MountId);
    }

    [TestMethod]
    public void Only_stages_that_run_require_their_secrets()
    {
        const string text =
            "FROM x AS tool\nRUN --mount=type=secret,id=a make\n"
            + "FROM x AS test\nRUN --mount=type=secret,id=b make\n"
            + "FROM x\nCOPY --from=tool /x /\n";

        Assert.AreEqual("a", Fail(text).MountId);
        Assert.AreEqual("b", Fail(text, new() { Target = "test" }).MountId);
        Require(text, new() { Secrets = [new("a")] });
    }

    [TestMethod]
    public void Other_frontends_read_their_own_syntax() =>
        Require("# syntax=example.com/frontend\nFROM x\nRUN --mount=type=secret,id=nuget make\n");

    [TestMethod]
    [DataRow("secret,id=nuget")]
    [DataRow("ssh")]
    public void Builder_without_a_session_cannot_use_a_given_secret(string mount)
    {
        var options = new BuildOptions { Secrets = [new("nuget")], Ssh = [new()] };

        var error = Assert.ThrowsExactly<ImageBuildException>(() =>
            SessionMount.Require(
                Dockerfile.Parse($"FROM x\nRUN --mount=type={mount} make\n"),
                options,
                isBuildKit: false
            )
        );

        Assert.AreEqual("DKZ2016", error.Diagnostic().Code);
        Assert.AreEqual(2, error.Line);
    }

    private static ImageBuildException Fail(string text, BuildOptions? options = null) =>
        Assert.ThrowsExactly<ImageBuildException>(() => Require(text, options));

    private static void Require(string text, BuildOptions? options = null) =>
        SessionMount.Require(Dockerfile.Parse(text), options ?? new(), isBuildKit: true);
}
