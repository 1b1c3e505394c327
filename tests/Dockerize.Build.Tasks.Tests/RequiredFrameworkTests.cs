using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>A base image without a shared framework that the app requires is a warning before the build.</summary>
[TestClass]
public sealed class RequiredFrameworkTests
{
    private const string Runtime = "DOTNET_VERSION=10.0.12";
    private const string AspNet = Runtime + ";ASPNET_VERSION=10.0.12";
    private const string Deps = "APP_UID=1654;DOTNET_RUNNING_IN_CONTAINER=true";

    [TestMethod]
    [DataRow("r.io/dotnet/runtime-deps:10.0", Deps, "10.0.0", "", "App 10.0.0, and the image has no .NET runtime.")]
    [DataRow("r.io/dotnet/runtime-deps:10.0", "", "10.0.0", "", "r.io/dotnet/runtime-deps:10.0: it requires")]
    [DataRow("r.io/own:1", Runtime, "8.0.0", "", "8.0.0, and the image has only Microsoft.NETCore.App 10.0.12")]
    [DataRow("r.io/own:1", Runtime, "8.0.0", "LatestMinor", "requires Microsoft.NETCore.App 8.0.0")]
    [DataRow("r.io/own:1", Runtime, "10.0.0", "Disable", "requires Microsoft.NETCore.App 10.0.0")]
    [DataRow("r.io/own:1", Runtime, "11.0.0-rc.1.26401.7", "Major", "App 11.0.0-rc.1.26401.7, and")]
    [DataRow("r.io/own:1", Runtime + ";DOTNET_ROLL_FORWARD=Minor", "8.0.0", "Major", "Set DockerBaseImage to ")]
    [DataRow("", Runtime, "10.0.13", "", "Set DockerPull=Always")]
    [DataRow("", "DOTNET_VERSION=9.0.1", "10.0.0", "", "Set DockerBaseImage to ")]
    public void Base_image_without_the_framework_is_a_warning(
        string baseImage,
        string variables,
        string version,
        string rollForward,
        string expected
    )
    {
        using var engine = HasBase(variables);
        using var project = Project(engine, baseImage);
        Requires(project, version, rollForward, "Microsoft.NETCore.App");

        var result = project.Generate().Success();

        Assert.AreEqual("DKZ1037", result.Warnings);
        Assert.Contains(expected, result.Engine.Warnings[0].Message!);
        Assert.AreEqual(0, engine.Count("POST"));
    }

    [TestMethod]
    [DataRow("r.io/own:1", Runtime, "10.0.0", "")]
    [DataRow("r.io/own:1", Runtime, "10.0.12", "Disable")]
    [DataRow("r.io/own:1", Runtime, "10.0.0-rc.1.25401.7", "")]
    [DataRow("r.io/own:1", Runtime, "8.0.0", "Major")]
    [DataRow("r.io/own:1", Runtime, "8.0.0", "latestmajor")]
    [DataRow("r.io/own:1", Runtime + ";DOTNET_ROLL_FORWARD=Major", "8.0.0", "")]
    [DataRow("r.io/own:1", "DOTNET_VERSION=11.0.0-rc.2.1", "11.0.0-rc.1.26401.7", "")]
    [DataRow("r.io/own:1", "", "10.0.0", "")]
    [DataRow("r.io/own:1", "DOTNET_VERSION=own", "10.0.0", "")]
    [DataRow("r.io/own:1", Deps, "10.0.0", "")]
    [DataRow("", "", "10.0.0", "")]
    public void Base_image_with_the_framework_or_unknown_content_causes_no_warning(
        string baseImage,
        string variables,
        string version,
        string rollForward
    )
    {
        using var engine = HasBase(variables);
        using var project = Project(engine, baseImage);
        Requires(project, version, rollForward, "Microsoft.NETCore.App");

        Assert.AreEqual("", project.Generate().Success().Warnings);
    }

    [TestMethod]
    [DataRow(Runtime, "DKZ1037")]
    [DataRow(AspNet, "")]
    public void Web_app_requires_ASP_NET_Core(string variables, string expected)
    {
        using var engine = HasBase(variables);
        using var project = Project(engine, "r.io/own:1").Add("FrameworkReference", "Microsoft.AspNetCore.App");
        Requires(project, "10.0.0", "", "Microsoft.NETCore.App", "Microsoft.AspNetCore.App");

        var result = project.Generate().Success();

        Assert.AreEqual(expected, result.Warnings);
        if (expected.Length > 0)
        {
            Assert.Contains(
                "requires Microsoft.AspNetCore.App 10.0.0, and the image has only Microsoft.NETCore.App 10.0.12. "
                    + "Set DockerBaseImage to mcr.microsoft.com/dotnet/aspnet:10.0.",
                result.Engine.Warnings[0].Message!
            );
        }
    }

    [TestMethod]
    [DataRow("<SelfContained>true</SelfContained>", "")]
    [DataRow("<PublishAot>true</PublishAot>", "")]
    [DataRow("<PublishSingleFile>true</PublishSingleFile>", "DKZ1037")]
    [DataRow("""<DockerEntrypoint>["dotnet","/app/Greeter.dll","--verbose"]</DockerEntrypoint>""", "DKZ1037")]
    [DataRow("""<DockerEntrypoint>["/start-host"]</DockerEntrypoint>""", "")]
    [DataRow("<PublishSingleFile>true</PublishSingleFile><RollForward>Major</RollForward>", "")]
    [DataRow("""<DockerEnvironmentVariable Include="DOTNET_ROLL_FORWARD" Value="Major" />""", "")]
    [DataRow("<DockerBuildFile>Dockerfile</DockerBuildFile><DockerBuildContext>Published</DockerBuildContext>", "")]
    public void Required_framework_follows_the_publish_settings_and_the_entry_point(string xml, string expected)
    {
        using var engine = HasBase(Runtime);
        using var project = Project(engine, "r.io/own:1")
            .Set("TargetFrameworkVersion", "v8.0")
            .Read("<RuntimeIdentifier>linux-x64</RuntimeIdentifier>" + xml);
        project.Write("Dockerfile", "FROM r.io/own:1\n");

        var warnings = project.Generate().Success().Engine.Warnings.Select(warning => warning.Code);

        Assert.AreEqual(expected, string.Join(' ', warnings.Where(code => code == "DKZ1037")));
    }

    private static FaultyEngine HasBase(string variables)
    {
        var env = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => $"\"{pair}\"");
        return new FaultyEngine().HasBase($$"""{"User":"app","Env":[{{string.Join(',', env)}}]}""");
    }

    private static TestProject Project(FaultyEngine engine, string baseImage) =>
        new TestProject().Use(engine).Set("DockerBaseImage", baseImage);

    // Writes the file as the SDK does. The runtimeconfig.json of TestProject is not valid JSON.
    private static void Requires(TestProject project, string version, string rollForward, params string[] names)
    {
        var frameworks = names.Select(name => $$"""{"name":"{{name}}","version":"{{version}}"}""");
        var policy = rollForward.Length > 0 ? $"\"rollForward\":\"{rollForward}\"," : "";
        var all = string.Join(',', frameworks);
        var list = names.Length == 1 ? $"\"framework\":{all}" : $"\"frameworks\":[{all}]";
        project.Write(
            "bin/publish/Greeter.runtimeconfig.json",
            $$"""{"runtimeOptions":{"tfm":"net10.0",{{policy}}{{list}} } }"""
        );
    }
}
