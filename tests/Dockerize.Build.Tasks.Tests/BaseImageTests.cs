using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// The settings and the app select the base image. The user, platform and programs of the base image affect the
/// Dockerfile.
/// </summary>
[TestClass]
public sealed class BaseImageTests
{
    [TestMethod]
    [DataRow("", "mcr.microsoft.com/dotnet/runtime:10.0")]
    [DataRow("<DockerBaseVariant>alpine</DockerBaseVariant>", "mcr.microsoft.com/dotnet/runtime:10.0-alpine-extra")]
    [DataRow("<DockerBaseRegistry>r.io/mirror</DockerBaseRegistry>", "r.io/mirror/dotnet/runtime:10.0")]
    [DataRow(
        "<DockerBaseImage>r.io/own:1</DockerBaseImage><DockerBaseVariant>alpine</DockerBaseVariant>",
        "r.io/own:1"
    )]
    [DataRow("""<FrameworkReference Include="Microsoft.AspNetCore.App" />""", "mcr.microsoft.com/dotnet/aspnet:10.0")]
    [DataRow(
        "<SelfContained>true</SelfContained><RuntimeIdentifier>linux-x64</RuntimeIdentifier>",
        "mcr.microsoft.com/dotnet/runtime-deps:10.0"
    )]
    public void Base_image_follows_the_settings(string xml, string expected)
    {
        using var project = new TestProject().Read(xml);

        var dockerfile = project.Generate().Success().Text();

        Assert.Contains($"\nFROM {expected}\n", dockerfile);
    }

    [TestMethod]
    [DataRow("", "r.io/own@{0}", true)]
    [DataRow("", "r.io/another@{1} r.io/own@{0} r.io/own@{2}", true)]
    [DataRow("", "r.io/own@{2} r.io/own@{0} r.io/another@{1}", true)]
    [DataRow("", "r.io/another@{1}", false)]
    [DataRow("", "", false)]
    [DataRow("ContainerGenerateLabelsImageBaseDigest", "r.io/own@{0}", false)]
    [DataRow("ContainerGenerateLabels", "r.io/own@{0}", false)]
    public void Base_digest_label_has_the_digest_of_the_base_image(string disabled, string digests, bool isExpected)
    {
        var known = digests.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"\"{name}\"");
        var list = string.Join(',', known)
            .Replace("{0}", DigestOf('1'), StringComparison.Ordinal)
            .Replace("{1}", DigestOf('0'), StringComparison.Ordinal)
            .Replace("{2}", DigestOf('2'), StringComparison.Ordinal);
        using var engine = new FaultyEngine();
        engine.On(
            "GET /images/r.io/own",
            exchange =>
                exchange.AnswerAsync(
                    "200 OK",
                    $$"""{"Id":"{{BaseId}}","Os":"linux","Architecture":"amd64","Config":{},"RepoDigests":[{{list}}]}"""
                )
        );
        using var project = new TestProject().Use(engine).Set("DockerBaseImage", "r.io/own:1");
        if (disabled.Length > 0)
            project.Set(disabled, "false");

        var dockerfile = project.Generate().Success().Text();

        Assert.AreEqual(isExpected, dockerfile.Contains($"base.digest=\"{DigestOf('1')}\"", StringComparison.Ordinal));
        Assert.AreEqual(isExpected, dockerfile.Contains("base.digest", StringComparison.Ordinal));
        Assert.AreEqual(0, engine.Count("POST"), "the digest does not require a pull");
    }

    [TestMethod]
    public void Base_digest_label_uses_the_digest_in_the_image_name_and_can_be_overridden()
    {
        using var project = new TestProject().Set("DockerBaseImage", "r.io/own:1@" + DigestOf('1'));

        Assert.Contains($"base.digest=\"{DigestOf('1')}\"", project.Generate().Success().Text());

        project.Add("DockerLabel", "org.opencontainers.image.base.digest", ("Value", "none"));
        Assert.Contains("base.digest=\"none\"", project.Generate().Success().Text());
    }

    [TestMethod]
    public void ICU_packages_are_installed_if_no_extra_image_exists()
    {
        using var project = new TestProject().Read(
            """
            <DockerBaseVariant>alpine3.21</DockerBaseVariant>
            <DockerSystemPackage Include="curl" />
            <DockerSystemPackage Include="icu-libs" />
            """
        );

        var result = project.Generate().Success();

        Assert.Contains("\nFROM mcr.microsoft.com/dotnet/runtime:10.0-alpine3.21\n", result.Text());
        Assert.Contains("RUN apk add --no-cache curl icu-data-full icu-libs\n", result.Text());
        Assert.Contains("ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=\"false\"\n", result.Text());
        Assert.Contains("icu-data-full icu-libs", string.Join('\n', result.Information));
    }

    [TestMethod]
    public void Missing_base_image_is_not_pulled_when_pulls_are_disabled()
    {
        using var engine = new FaultyEngine();
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerPull", "Never")
            .Set("DockerBaseImage", "r.io/not/here:1");

        var error = project.Generate().Error("DKZ2007");

        Assert.Contains("r.io/not/here:1", error);
        Assert.Contains("DockerPull=Never", error);
        Assert.AreEqual(0, engine.Count("POST"));
    }

    [TestMethod]
    public void Missing_base_image_of_a_custom_Dockerfile_is_an_error_at_its_line()
    {
        using var engine = new FaultyEngine();
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerPull", "Never")
            .Set("DockerBuildFile", "My.Dockerfile");
        var dockerfile = project.Write("My.Dockerfile", "# Mine\nFROM r.io/not/here:1\n");

        var result = project.Build();

        result.Error("DKZ2007");
        Assert.AreEqual(
            $"{dockerfile}(2,1)",
            $"{result.Engine.Errors[0].File}({result.Engine.Errors[0].LineNumber},"
                + $"{result.Engine.Errors[0].ColumnNumber})"
        );
        Assert.AreEqual(0, engine.Count("POST"));
    }

    [TestMethod]
    [DataRow("IfMissing", 0)]
    [DataRow("Always", 1)]
    [DataRow("Never", 0)]
    public void Existing_base_image_is_pulled_once_and_only_when_requested(string policy, int pulls)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        engine.Answer("POST /images/create", """{"status":"Status: Image is up to date"}""");
        using var project = new TestProject().Use(engine).Set("DockerPull", policy);

        project.Build().Success();

        Assert.AreEqual(
            pulls,
            engine.Count("POST /images/create?fromImage=mcr.microsoft.com%2Fdotnet%2Fruntime&tag=10.0")
        );
    }

    [TestMethod]
    [DataRow("IfMissing", "DKZ2018")]
    [DataRow("Never", "DKZ2018")]
    [DataRow("Always", "DKZ2007")]
    public void Base_image_of_another_platform_is_an_error(string policy, string code)
    {
        using var engine = new FaultyEngine().HasBase();
        if (policy == "Always")
            engine.On(
                "POST /images/create",
                exchange =>
                    exchange.AnswerAsync("404 Not Found", """{"message":"no matching manifest for linux/arm64"}""")
            );
        else
            engine.Answer("POST /images/create", """{"status":"Status: Image is up to date"}""");
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerPlatform", "linux/arm64")
            .Set("DockerPull", policy);

        Assert.Contains("linux/arm64", project.Generate().Error(code));
    }

    [TestMethod]
    [DataRow("""{"User":"1234"}""", "", null, "")]
    [DataRow("""{"Env":["APP_UID=1654"]}""", "", "$APP_UID", "")]
    [DataRow("""{"Env":["APP_UID="]}""", "", "$APP_UID", "")]
    [DataRow("{}", "", null, "DKZ1016")]
    [DataRow("{}", "root", null, "")]
    [DataRow("""{"User":"1234"}""", "root", "root", "")]
    [DataRow("""{"User":"1234"}""", "5678", "5678", "")]
    public void User_is_inferred_from_the_base_image_with_a_warning_for_root(
        string config,
        string user,
        string? expected,
        string warning
    )
    {
        using var engine = new FaultyEngine().HasBase(config);
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerBaseImage", "r.io/own:1")
            .Set("DockerImageUser", user);

        var result = project.Generate().Success();

        Assert.AreEqual(
            expected,
            result
                .Text()
                .Split('\n')
                .SingleOrDefault(line => line.StartsWith("USER ", StringComparison.Ordinal))
                ?["USER ".Length..]
        );
        Assert.AreEqual(warning, result.Warnings);
    }

    [TestMethod]
    [DataRow("/usr/bin/apt-get", "apt-get install")]
    [DataRow("/sbin/apk", "apk add")]
    [DataRow("/usr/bin/dnf", "RUN dnf install")]
    [DataRow("/usr/bin/tdnf", "RUN tdnf install")]
    [DataRow("", "DKZ1014")]
    public void Package_manager_is_detected_in_the_base_image(string program, string expected)
    {
        using var engine = new FaultyEngine().HasBase();
        engine.On("POST /containers/create", exchange => exchange.AnswerAsync("201 Created", """{"Id":"looks"}"""));
        if (program.Length > 0)
        {
            engine.On(
                $"HEAD /containers/looks/archive?path={Uri.EscapeDataString(program)}",
                exchange =>
                    exchange.AnswerAsync(
                        "200 OK",
                        "",
                        $"X-Docker-Container-Path-Stat: {Convert.ToBase64String("{\"name\":\"x\"}"u8)}\r\n"
                    )
            );
        }

        engine.On("DELETE /containers/looks", exchange => exchange.AnswerAsync("204 No Content", ""));
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerBaseImage", "r.io/own:1")
            .Add("DockerSystemPackage", "curl");

        var result = project.Generate();

        if (program.Length > 0)
            Assert.Contains(expected, result.Success().Text());
        else
            Assert.Contains("r.io/own:1", result.Error(expected));
        Assert.AreEqual(1, engine.Count("DELETE /containers/looks"));
    }

    private static string DigestOf(char digit) => "sha256:" + new string(digit, 64);
}
