namespace Dockerize.Build.Tasks.Tests;

/// <summary>Secrets and SSH agents of a custom Dockerfile are checked before the build.</summary>
[TestClass]
public sealed class BuildSecretTests
{
    private const string Variable = "DOCKERIZE_TEST_UNSET_VARIABLE";

    [TestMethod]
    [DataRow("""<DockerBuildSecret Include="nuget" Source="key" />""")]
    [DataRow("""<DockerBuildSecret Include="nuget" EnvironmentVariable="PATH" />""")]
    [DataRow("""<DockerBuildSecret Include=" nuget " Source=" key " EnvironmentVariable=" " />""")]
    public void Given_secret_is_part_of_the_build_session(string item) =>
        Assert.Contains(
            "/moby.buildkit.secrets.v1.Secrets/GetSecret",
            Services(item, "RUN --mount=type=secret,id=nuget make\n")
        );

    [TestMethod]
    [DataRow("""<DockerBuildSsh Include="default=key" />""", "RUN --mount=type=ssh make\n")]
    [DataRow("""<DockerBuildSsh Include="github = key" />""", "RUN --mount=type=ssh,id=github make\n")]
    public void Given_ssh_agent_is_part_of_the_build_session(string item, string step) =>
        Assert.Contains("/moby.sshforward.v1.SSH/ForwardAgent", Services(item, step));

    [TestMethod]
    [DataRow("", "RUN --mount=type=secret,id=nuget make\n", "<DockerBuildSecret Include=\"nuget\" Source=\"…\" />")]
    [DataRow("", "RUN --mount=type=ssh make\n", "<DockerBuildSsh Include=\"default\" />")]
    [DataRow(
        """<DockerBuildSsh Include="x=key" />""",
        "RUN --mount=type=ssh,id=y make\n",
        "<DockerBuildSsh Include=\"y=PATH\" />"
    )]
    public void Missing_secret_is_an_error_at_the_line_of_its_step_with_the_item_to_add(
        string item,
        string step,
        string action
    )
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = OwnDockerfile(engine, item, step);

        var result = project.Build();

        Assert.Contains(action, result.Error("DKZ1051"));
        Assert.AreEqual(project.PathOf("Dockerfile"), result.Engine.Errors[0].File);
        Assert.AreEqual(2, result.Engine.Errors[0].LineNumber);
        Assert.AreEqual(0, engine.Count("POST"));
    }

    [TestMethod]
    [DataRow("DKZ1049", """<DockerBuildSecret Include="nuget" Source="no such file" />""", "no such file")]
    [DataRow(
        "DKZ1049",
        """<DockerBuildSecret Include="nuget" EnvironmentVariable="DOCKERIZE_TEST_UNSET_VARIABLE" />""",
        Variable
    )]
    [DataRow("DKZ1049", """<DockerBuildSecret Include="nuget" />""", "no source")]
    [DataRow("DKZ1049", """<DockerBuildSecret Include="nuget" Source="key" EnvironmentVariable="PATH" />""", "both")]
    [DataRow(
        "DKZ1049",
        """<DockerBuildSecret Include="a" Source="key" /><DockerBuildSecret Include="a" Source="key" />""",
        "same id"
    )]
    [DataRow("DKZ1050", """<DockerBuildSsh Include="github=no such file" />""", "no such file")]
    [DataRow("DKZ1050", """<DockerBuildSsh Include="=key" />""", "its id is empty")]
    [DataRow("DKZ1050", """<DockerBuildSsh Include="a=key" /><DockerBuildSsh Include="a=key" />""", "same id")]
    [DataRow("DKZ1050", """<DockerBuildSsh Include="github=encrypted" />""", "requires a passphrase")]
    public void Invalid_item_is_an_error_before_the_build(string code, string items, string part)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = OwnDockerfile(engine, items, "");

        Assert.Contains(part, project.Build().Error(code));
        Assert.AreEqual(0, engine.Count("POST"));
    }

    [TestMethod]
    public void Value_of_a_secret_in_the_project_is_an_error_without_the_value()
    {
        using var project = new TestProject().Read("""<DockerBuildSecret Include="nuget" Value="hunter2" />""");

        var error = project.Generate().Error("DKZ1049");

        Assert.Contains("metadata Value", error);
        Assert.DoesNotContain("hunter2", error);
    }

    [TestMethod]
    public void Items_that_a_generated_Dockerfile_cannot_use_are_a_warning()
    {
        using var project = new TestProject().Read(
            """<DockerBuildSecret Include="nuget" Source="key" /><DockerBuildSsh Include="default" />"""
        );

        var warning = project.Generate().Success().Engine.Warnings.Single();

        Assert.AreEqual("DKZ1021", warning.Code);
        Assert.Contains("\n  DockerBuildSecret\n  DockerBuildSsh\n", warning.Message!);
    }

    [TestMethod]
    public void Secret_that_is_also_in_the_build_context_is_a_warning()
    {
        using var project = new TestProject()
            .Set("DockerBuildFile", "Dockerfile")
            .Read("""<DockerBuildSecret Include="nuget" Source="keys/nuget" />""");
        project.Write("Dockerfile", "FROM base\n");
        project.Write("keys/nuget", "hunter2");

        var warning = project.Generate().Success().Engine.Warnings.Single();

        Assert.AreEqual("DKZ1025", warning.Code);
        Assert.Contains("\n  keys/nuget\n", warning.Message!);
    }

    // The methods that the build session offers to the engine. The engine refuses the session.
    private static string Services(string item, string step)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = OwnDockerfile(engine, item, step);
        var head = "";
        engine.Answer("GET /info", "{}");
        engine.On(
            "POST /session",
            async exchange =>
            {
                head = exchange.Head;
                await exchange.AnswerAsync("500 Internal Server Error", "{}");
            }
        );

        Assert.IsFalse(project.Build().Succeeded);
        return head;
    }

    private static TestProject OwnDockerfile(FaultyEngine engine, string items, string step)
    {
        var project = new TestProject().Use(engine).Set("DockerBuildFile", "Dockerfile").Read(items);
        project.Write("Dockerfile", "FROM base\n" + step);
        project.Write(".dockerignore", "*\n");
        project.Write("key", "not a key, which only ssh-add can detect");
        project.Write("encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        return project;
    }
}
