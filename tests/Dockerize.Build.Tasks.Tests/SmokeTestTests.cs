using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The smoke test runs between the build and the tags, as the settings specify.</summary>
[TestClass]
public sealed class SmokeTestTests
{
    [TestMethod]
    [DataRow("true")]
    [DataRow("on")]
    public void Image_is_tagged_after_its_container_has_passed(string value)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        new FaultyContainer(engine).Exit(0);
        using var project = new TestProject().Use(engine).Set("DockerSmokeTest", value);

        var result = project.Build().Success();

        Assert.IsTrue(
            result.Information.Any(line =>
                line.StartsWith("Tested greeter:latest: the container exited with code 0", StringComparison.Ordinal)
            )
        );
        var requests = engine.Requests.ToList();
        var removal = requests.FindIndex(line => line.StartsWith("DELETE /containers/", StringComparison.Ordinal));
        var tag = requests.FindIndex(line => line.Contains("/tag?", StringComparison.Ordinal));
        Assert.IsTrue(removal >= 0 && tag > removal, string.Join('\n', requests));
    }

    [TestMethod]
    [DataRow("false")]
    [DataRow("")]
    public void Without_the_setting_no_container_is_created(string value)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerSmokeTest", value);

        project.Build().Success();

        Assert.AreEqual(0, engine.Count("POST /containers/"));
    }

    [TestMethod]
    public void Failed_test_is_an_error_with_the_exit_code_and_the_log_and_without_a_tag()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        var container = new FaultyContainer(engine);
        container.Exit(139);
        container.Print("Unhandled exception. System.InvalidOperationException: no key", "##vso[task.complete]");
        using var project = new TestProject().Use(engine).Set("DockerSmokeTest", "true");

        var result = project.Build();

        var error = result.Error("DKZ2034");
        Assert.Contains("the container exited with code 139", error);
        Assert.Contains("\n  Unhandled exception. System.InvalidOperationException: no key\n", error);
        Assert.DoesNotContain("##vso[", error);
        Assert.IsEmpty(result.Task.Images);
        Assert.AreEqual(0, engine.Count($"POST /images/{BuiltId}/tag"));
        Assert.AreEqual(1, engine.Count($"DELETE /containers/{FaultyContainer.Id}"));
    }

    // The image exposes port 8080, but the Dockerfile of the project does not.
    [TestMethod]
    public void Port_of_the_base_image_is_not_tested()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        var container = new FaultyContainer(engine);
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerSmokeTest", "true")
            .Set("DockerSmokeTestTimeout", "1");

        Assert.Contains("Testing greeter:latest for 1 seconds", project.Build().Success().Information);
        Assert.DoesNotContain("8080", container.Created);
    }

    [TestMethod]
    public void Path_is_requested_from_the_port_in_a_range_of_the_project()
    {
        using var app = FaultyEngine.AtPort();
        app.On("GET /health ", exchange => exchange.AnswerAsync("200 OK", "Healthy"));
        using var engine = new FaultyEngine().HasBase().Builds();
        _ = new FaultyContainer(engine)
        {
            Port = int.Parse(app.Registry.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture),
        };
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerSmokeTest", "/health")
            .Set("DockerPorts", "8000-8100");

        project.Build().Success();

        Assert.AreEqual("GET /health HTTP/1.1", app.Requests.Single());
    }

    [TestMethod]
    public void Path_for_an_app_without_a_port_is_an_error()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerSmokeTest", "/health");

        Assert.Contains("/health", project.Build().Error("DKZ1052"));
        Assert.AreEqual(0, engine.Count("POST /containers/create"));
    }
}
