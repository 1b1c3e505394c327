using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>Endpoints in the appsettings files of a web app override its ports. The log contains a hint.</summary>
[TestClass]
public sealed class PortTests
{
    private const string Web = """<FrameworkReference Include="Microsoft.AspNetCore.App" />""";

    [TestMethod]
    [DataRow("""{"Logging":{"LogLevel":{"Default":"Information"}}}""", "EXPOSE 8080", "")]
    [DataRow("not JSON", "EXPOSE 8080", "")]
    [DataRow(
        """{ /* all interfaces */ "Kestrel":{"EndPoints":{"Http":{"Url":"http://*:5000"}}}}""",
        "",
        "Kestrel:Endpoints in appsettings.json is set to http://*:5000 and overrides the environment variables. "
            + "To expose the port, add <DockerPort Include=\"5000\" />."
    )]
    [DataRow("""{"Kestrel:Endpoints:Http:Url":"http://*:8080"}""", "EXPOSE 8080", "")]
    [DataRow(
        """{"Kestrel":{"Endpoints":{"Http":{"Url":"http://*:8080"}}},"PreferHostingUrls":true}""",
        "EXPOSE 8080",
        ""
    )]
    [DataRow(
        """{"Urls":"http://localhost:5000"}""",
        "",
        "Urls in appsettings.json is set to http://localhost:5000, which is reachable only from inside the container. "
            + "To listen on all interfaces, use http://*:PORT."
    )]
    public void Endpoints_in_appsettings_json_remove_exposed_ports_with_a_hint(string json, string exposed, string hint)
    {
        using var project = new TestProject().Read(Web).Publish("appsettings.json");
        project.Write("bin/publish/appsettings.json", json);

        var result = project.Generate().Success();

        Assert.AreEqual(exposed, Exposed(result));
        Assert.AreEqual(hint, string.Join('\n', result.Information));
        Assert.AreEqual("", result.Warnings);
    }

    [TestMethod]
    [DataRow("DockerPorts", "")]
    [DataRow("", "tcp")]
    public void Port_hint_is_not_logged_if_the_project_exposes_the_port(string property, string protocol)
    {
        using var project = new TestProject().Read(Web).Publish("appsettings.json");
        if (property.Length > 0)
            project.Set(property, "5000");
        else
            project.Add("DockerPort", "5000", ("Protocol", protocol));
        project.Write("bin/publish/appsettings.json", """{"Urls":"http://*:5000"}""");

        var result = project.Generate().Success();

        Assert.AreEqual("EXPOSE 5000", Exposed(result));
        Assert.IsEmpty(result.Information);
    }

    [TestMethod]
    [DataRow("", "EXPOSE 8080")]
    [DataRow("Staging", "")]
    public void Appsettings_file_of_the_ASP_NET_Core_environment_is_read(string environment, string exposed)
    {
        using var project = new TestProject()
            .Read(Web)
            .Publish("appsettings.Staging.json")
            .Add("DockerEnvironmentVariable", "ASPNETCORE_ENVIRONMENT", ("Value", environment));
        project.Write("bin/publish/appsettings.Staging.json", """{"Urls":"http://*:5000"}""");

        Assert.AreEqual(exposed, Exposed(project.Generate().Success()));
    }

    [TestMethod]
    [DataRow("http://localhost:5000", "DKZ1038")]
    [DataRow("http://127.0.0.1:5000;https://[::1]:5001", "DKZ1038")]
    [DataRow("http://localhost:5000;http://*:5001", "")]
    [DataRow("http://*:5000", "")]
    public void URLs_that_listen_only_on_loopback_are_a_warning(string urls, string expected)
    {
        using var engine = new FaultyEngine().HasBase("""{"User":"app","Env":["ASPNETCORE_HTTP_PORTS=8080"]}""");
        using var project = new TestProject()
            .Use(engine)
            .Read(Web)
            .Add("DockerEnvironmentVariable", "ASPNETCORE_URLS", ("Value", urls));

        var result = project.Generate().Success();

        Assert.AreEqual(expected, result.Warnings);
        if (expected.Length > 0)
            Assert.Contains($"ASPNETCORE_URLS is {urls}", result.Engine.Warnings[0].Message!);
    }

    private static string Exposed(TaskResult<GenerateDockerfile> result) =>
        result.Text().Split('\n').SingleOrDefault(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal), "");
}
