namespace Dockerize.Tests;

/// <summary>Diagnostics for errors of engines 20.10 and 28.5, with both builders.</summary>
[TestClass]
public sealed class BuilderErrorsTests
{
    private static readonly Dockerfile Dockerfile = Dockerfile.Parse(
        "FROM x AS first\nRUN --mount=type=secret,id=k cat /run/secrets/k\nFROM first AS second\n"
    );

    [TestMethod]
    [DataRow("dockerfile parse error line 3: unknown instruction: FOO")]
    [DataRow("dockerfile parse error on line 3: unknown instruction: FOO")]
    [DataRow(
        "failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error "
            + "line 3: unknown instruction: FOO"
    )]
    public void Dockerfile_syntax_error_is_reported_at_its_line(string message)
    {
        var diagnostic = Explain(message);

        Assert.AreEqual("DKZ2015", diagnostic.Code);
        Assert.AreEqual(3, diagnostic.Line);
        StringAssert.StartsWith(
            diagnostic.Message,
            "The engine cannot parse the Dockerfile: unknown instruction: FOO.",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    [DataRow("failed to reach build target zz in Dockerfile")]
    [DataRow("target stage \"zz\" could not be found")]
    [DataRow("target stage \"zz\" could not be found (did you mean a?)")]
    [DataRow(
        "failed to solve with frontend dockerfile.v0: failed to create LLB definition: "
            + "target stage zz could not be found"
    )]
    public void Unknown_build_target_error_lists_the_stages(string message)
    {
        var diagnostic = Explain(message);

        Assert.AreEqual("DKZ1011", diagnostic.Code);
        Assert.Contains("'zz' of DockerBuildTarget", diagnostic.Message);
        Assert.AreEqual("first second", string.Join(' ', diagnostic.Details));
    }

    [TestMethod]
    [DataRow("no active sessions")]
    [DataRow(
        "the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build "
            + "images with BuildKit enabled"
    )]
    public void Step_with_a_secret_mount_is_reported_for_both_builders(string message)
    {
        var diagnostic = Explain(message, line: 2);

        Assert.AreEqual("DKZ2016", diagnostic.Code);
        Assert.AreEqual(2, diagnostic.Line);
    }

    [TestMethod]
    [DataRow("secret k: not found", "the secret 'k'")]
    [DataRow("secret k not found: not found", "the secret 'k'", DisplayName = "Docker 20.10")]
    [DataRow("failed to solve: secret k: not found", "the secret 'k'")]
    [DataRow(
        "failed to solve with frontend dockerfile.v0: rpc error: code = Unknown desc = secret k: not found",
        "'k'"
    )]
    [DataRow(
        "failed to solve: rpc error: code = NotFound desc = unset ssh forward key github",
        "the SSH agent 'github'"
    )]
    [DataRow("failed to solve: no SSH key \"default\" forwarded from the client", "the SSH agent 'default'")]
    [DataRow("failed to solve: no SSH key \"\" forwarded from the client", "the SSH agent 'default'")]
    public void Secret_that_only_the_builder_misses_is_reported_at_its_line(string message, string missing)
    {
        var diagnostic = Explain(message, line: 2);

        Assert.AreEqual("DKZ1051", diagnostic.Code);
        Assert.AreEqual(2, diagnostic.Line);
        Assert.Contains(missing, diagnostic.Message);
    }

    [TestMethod]
    [DataRow("failed to compute cache key: no active session for k3f: context deadline exceeded", true)]
    [DataRow("failed to load cache key: no active sessions", false, DisplayName = "A build without a session")]
    public void Lost_session_is_recognized(string message, bool expected) =>
        Assert.AreEqual(expected, BuilderErrors.IsLostSession(message));

    [TestMethod]
    public void Missing_registry_credentials_during_a_build_suggest_docker_login()
    {
        var diagnostic = Explain("failed to load cache key: no active sessions", line: 1);

        Assert.AreEqual("DKZ2008", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, "docker login", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("the --chmod option requires BuildKit", "DockerBuilder")]
    [DataRow(
        "unable to find image \"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
        "docker image prune"
    )]
    [DataRow(
        "COPY failed: file not found in build context or excluded by .dockerignore: stat nothere: file does not exist",
        ".dockerignore"
    )]
    [DataRow(
        "failed to compute cache key: failed to calculate checksum of ref 94ac::jbk: \"/nothere\": not found",
        ".dockerignore"
    )]
    [DataRow(
        "failed to solve with frontend dockerfile.v0: failed to create LLB definition: "
            + "localhost:5050/no/such:1: not found",
        "docker login"
    )]
    [DataRow(
        "nosuch:1: failed to resolve source metadata for docker.io/library/nosuch:1: "
            + "failed to do request: no such host",
        "DNS settings"
    )]
    [DataRow(
        "process \"/bin/sh -c echo manifest unknown\" did not complete successfully: exit code: 7",
        "Correct the step in this line"
    )]
    public void Failed_step_error_contains_the_next_action(string message, string action)
    {
        var diagnostic = Explain(message, line: 1);

        Assert.AreEqual("DKZ2008", diagnostic.Code);
        Assert.AreEqual(1, diagnostic.Line);
        StringAssert.Contains(diagnostic.Message, action, StringComparison.Ordinal);
        Assert.DoesNotContain("LLB", diagnostic.Message);
        Assert.DoesNotContain("checksum of ref", diagnostic.Message);
    }

    // Messages of Docker 20.10. The first row is from the classic builder, the second from BuildKit.
    [TestMethod]
    [DataRow(
        "RUN <<EOF\necho hi\nEOF",
        "dockerfile parse error line 3: unknown instruction: ECHO",
        "DKZ2029",
        "support RUN <<EOF: "
    )]
    [DataRow(
        "COPY --link f /x",
        "failed to solve with frontend dockerfile.v0: failed to create LLB definition: "
            + "dockerfile parse error line 2: Unknown flag: link",
        "DKZ2029",
        "support COPY --link: "
    )]
    [DataRow(
        "COPY --parents f /x",
        "dockerfile parse error line 2: Unknown flag: parents",
        "DKZ2029",
        "# syntax=docker/dockerfile:1"
    )]
    [DataRow(
        "ADD git@github.com:a/b.git /x",
        "ADD failed: file not found in build context or excluded by .dockerignore: "
            + "stat git@github.com:a/b.git: file does not exist",
        "DKZ2029",
        "ADD of a git repository"
    )]
    [DataRow("COPY --lnik f /x", "dockerfile parse error line 2: Unknown flag: lnik", "DKZ2015", "Correct this line.")]
    [DataRow(
        "ADD http://nowhere.invalid/x /x",
        "ADD failed: Get \"http://nowhere.invalid/x\": "
            + "dial tcp: lookup nowhere.invalid on 10.0.0.53:53: no such host",
        "DKZ2028",
        "Correct the host"
    )]
    [DataRow(
        "ADD http://nowhere.invalid/x /x",
        "failed to load cache key: Get \"http://nowhere.invalid/x\": "
            + "dial tcp: lookup nowhere.invalid on 10.0.0.53:53: no such host",
        "DKZ2028",
        "Correct the host"
    )]
    [DataRow(
        "ADD http://localhost:5050/nothere /x",
        "ADD failed: failed to GET http://localhost:5050/nothere with status 404 Not Found: 404 page not found",
        "DKZ2028",
        "Correct the address"
    )]
    [DataRow(
        "ADD http://localhost:5050/nothere /x",
        "failed to load cache key: invalid response status 404",
        "DKZ2028",
        "Could not download http://localhost:5050/nothere for ADD"
    )]
    [DataRow(
        "ADD http://127.0.0.1:1/x /x",
        "ADD failed: Get \"http://127.0.0.1:1/x\": dial tcp 127.0.0.1:1: connect: connection refused",
        "DKZ2028",
        "Start the server"
    )]
    [DataRow(
        "ADD https://localhost:5050/x /x",
        "ADD failed: Get \"https://localhost:5050/x\": http: server gave HTTP response to HTTPS client",
        "DKZ2028",
        "http://"
    )]
    [DataRow("ARG WHERE=a\nCOPY $WHERE /x", "COPY failed: file not found in build context", "DKZ2008", ".dockerignore")]
    [DataRow("ARG WHERE\nWORKDIR $WHERE", "cannot normalize nothing", "DKZ2008", "<DockerBuildArg Include=\"WHERE\"")]
    [DataRow(
        "COPY f /x",
        "failed to copy files: failed to copy file: write /var/lib/docker/x: no space left on device",
        "DKZ2008",
        "Free disk space"
    )]
    public void Failed_step_has_advice_for_its_cause(string step, string message, string code, string advice)
    {
        var dockerfile = Dockerfile.Parse("FROM x\n" + step + "\n");
        var options = new BuildOptions { DockerfilePath = "/Dockerfile" };
        var line = dockerfile.Steps[^1].Line;

        var diagnostic = BuilderErrors.FromError(dockerfile, options, message, line, []).Diagnostic();

        Assert.AreEqual($"{code} /Dockerfile({line})", $"{diagnostic.Code} {diagnostic.File}({diagnostic.Line})");
        Assert.Contains(advice, diagnostic.Message);
        Assert.DoesNotContain("docker login", diagnostic.Message);
    }

    [TestMethod]
    public void Unsupported_BuildKit_network_error_shows_DockerBuildNetwork() =>
        StringAssert.StartsWith(
            Explain("network mode \"mine\" not supported by buildkit").Message,
            "Invalid value 'mine' of DockerBuildNetwork",
            StringComparison.Ordinal
        );

    private static Diagnostic Explain(string message, int line = 0) =>
        BuilderErrors
            .FromError(
                Dockerfile,
                new()
                {
                    DockerfilePath = "/Dockerfile",
                    Target = "zz",
                    Network = "mine",
                },
                message,
                line,
                []
            )
            .Diagnostic();
}
