using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>A failed pull is an error with advice that fits the cause and the place of the image name.</summary>
[TestClass]
public sealed class FailedPullTests
{
    // The engine messages are those of Docker 20.10 and 28.
    [TestMethod]
    [DataRow("", "lookup mcr.microsoft.com: no such host", "set DockerBaseRegistry to a mirror", "login")]
    [DataRow("", "lookup mcr.microsoft.com: server misbehaving", "The DNS server", "Docker[BIR]")]
    [DataRow(
        "<DockerBaseImage>r.oi/own:1</DockerBaseImage>",
        "lookup r.oi: no such host",
        "Correct the registry in DockerBaseImage",
        "login|DockerBase[RV]|Container"
    )]
    [DataRow(
        "<ContainerBaseImage>r.oi/own:1</ContainerBaseImage><DockerBaseImage>r.oi/own:1</DockerBaseImage>",
        "lookup r.oi: no such host",
        "Correct the registry in ContainerBaseImage",
        "login|DockerBase"
    )]
    [DataRow(
        "<DockerBaseRegistry>r.oi</DockerBaseRegistry>",
        "lookup r.oi: no such host",
        "Correct the registry in DockerBaseRegistry",
        "login|DockerBase[IV]|mirror"
    )]
    [DataRow("<DockerBaseImage>own:1</DockerBaseImage>", "lookup registry-1.docker.io: no such host", "DNS", "login")]
    [DataRow(
        "<DockerBaseImage>r.io/own:1</DockerBaseImage>",
        "dial tcp 10.0.0.1:443: i/o timeout",
        "cannot reach r.io",
        "login|Docker[BIR]"
    )]
    [DataRow(
        "<DockerBaseImage>localhost:1/own:1</DockerBaseImage>",
        "dial tcp 127.0.0.1:1: connect: connection refused",
        "cannot connect to localhost:1",
        "login"
    )]
    [DataRow(
        "<DockerBaseVariant>alpin</DockerBaseVariant>",
        "manifest for mcr.microsoft.com/dotnet/runtime:10.0-alpin not found: manifest unknown: manifest unknown",
        "Correct DockerBaseVariant.",
        "login|DockerBase[IR]"
    )]
    [DataRow(
        "<DockerBaseImage>r.io/own:1</DockerBaseImage>",
        "manifest for r.io/own:1 not found: manifest unknown: manifest unknown",
        "Correct DockerBaseImage.",
        "login|DockerBase[RV]"
    )]
    [DataRow(
        "<DockerBaseImage>r.io/own:1</DockerBaseImage>",
        "no basic auth credentials",
        "Run `docker login r.io`",
        "DockerBase"
    )]
    [DataRow(
        "<DockerBaseImage>own:1</DockerBaseImage>",
        "pull access denied for own, repository does not exist or may require 'docker login': denied",
        "Correct DockerBaseImage. If the image is private, run `docker login docker.io`",
        "DockerBase[RV]"
    )]
    [DataRow(
        "<DockerBaseImage>r.io/own:1</DockerBaseImage><DockerPlatform>linux/arm64</DockerPlatform>",
        "no matching manifest for linux/arm64/v8 in the manifest list entries",
        "in DockerBaseImage, or correct DockerPlatform",
        "login|RuntimeIdentifier"
    )]
    [DataRow(
        "<DockerBaseImage>r.io/own:1</DockerBaseImage><RuntimeIdentifier>linux-arm64</RuntimeIdentifier>",
        "no matching manifest for linux/arm64/v8 in the manifest list entries",
        "or correct RuntimeIdentifier",
        "login|DockerPlatform"
    )]
    [DataRow(
        "<DockerBaseImage>r.io/own:1</DockerBaseImage><DockerPlatform>linux/s390x</DockerPlatform>",
        "no image found in manifest list for architecture s390x",
        "in DockerBaseImage, or correct DockerPlatform",
        "login|RuntimeIdentifier"
    )]
    [DataRow("", "toomanyrequests: You have reached your pull rate limit.", "limits the number of pulls", "DockerBase")]
    [DataRow(
        "",
        "failed to register layer: write /usr/lib/x: no space left on device",
        "Free disk space on the engine's machine",
        "login|DockerBase"
    )]
    public void Advice_for_a_failed_pull_mentions_only_properties_that_are_set(
        string xml,
        string message,
        string action,
        string unrelated
    )
    {
        using var engine = new FaultyEngine();
        engine.On(
            "POST /images/create",
            exchange => exchange.AnswerAsync("500 Internal Server Error", $$"""{"message":"{{message}}"}""")
        );
        using var project = new TestProject().Use(engine).Read(xml);

        var error = project.Generate().Error("DKZ2007");

        Assert.Contains(action, error);
        Assert.DoesNotMatchRegex(unrelated, error.Replace(message, "", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("FROM base AS build\nFROM base\nCOPY --from=biuld /x /\n", "DKZ1044", 3, "Did you mean 'build'?")]
    [DataRow(
        "FROM base AS build\nFROM base\nCOPY --from=tools /x /\n",
        "DKZ2026",
        3,
        "Stages of the Dockerfile:\n  build\n"
    )]
    [DataRow("FROM base\nRUN --mount=from=tools,target=/x true\n", "DKZ2026", 2, "no named stages")]
    [DataRow("FROM base\nCOPY --from=r.oi/tools:1 /x /\n", "DKZ2007", 2, "Correct the registry in this line")]
    [DataRow("# syntax=r.oi/frontend:1\nFROM base\n", "DKZ2027", 1, "or remove this line")]
    public void Missing_image_of_a_custom_Dockerfile_is_an_error_with_advice_at_its_line(
        string text,
        string code,
        int line,
        string action
    )
    {
        using var engine = new FaultyEngine().HasBase();
        engine.On("GET /images/", exchange => exchange.AnswerAsync("404 Not Found", """{"message":"No such image"}"""));
        engine.On(
            "GET /images/base",
            exchange => exchange.AnswerAsync("200 OK", $$"""{"Id":"{{BaseId}}","Os":"linux","Architecture":"amd64"}""")
        );
        engine.On(
            "POST /images/create",
            exchange =>
                exchange.AnswerAsync("500 Internal Server Error", """{"message":"lookup somewhere: no such host"}""")
        );
        using var project = new TestProject().Use(engine).Set("DockerBuildFile", "My.Dockerfile");
        var dockerfile = project.Write("My.Dockerfile", text);

        var result = project.Build();

        Assert.Contains(action, result.Error(code));
        Assert.DoesNotContain("docker login", result.Error(code));
        Assert.AreEqual(
            $"{dockerfile}({line})",
            $"{result.Engine.Errors[0].File}({result.Engine.Errors[0].LineNumber})"
        );
    }

    [TestMethod]
    [DataRow("ARG TAG\nFROM base:$TAG\n", 2, "TAG")]
    [DataRow("ARG TAG=\nFROM base:${TAG}\n", 2, "TAG")]
    public void FROM_with_an_empty_build_argument_is_an_error_that_suggests_DockerBuildArg(
        string text,
        int line,
        string name
    )
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TestProject().Use(engine).Set("DockerBuildFile", "My.Dockerfile");
        project.Write("My.Dockerfile", text);

        var result = project.Build();

        Assert.Contains($"<DockerBuildArg Include=\"{name}\" Value=\"…\" />", result.Error("DKZ1003"));
        Assert.AreEqual(line, result.Engine.Errors[0].LineNumber);
    }
}
