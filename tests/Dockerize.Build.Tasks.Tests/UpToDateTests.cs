using Newtonsoft.Json.Linq;
using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>An image is built again only if something has changed or a build is forced.</summary>
[TestClass]
public sealed class UpToDateTests
{
    [TestMethod]
    public void Second_build_without_changes_sends_nothing_and_has_the_same_outputs()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerPorts", "8080");
        project.Build().Success();
        var before = engine.Requests.Count;

        var second = project.Build().Success();

        Assert.Contains("greeter:latest is up to date", second.Information);
        Assert.Contains("Run it: docker run --rm -p 8080:8080 greeter:latest", second.Information);
        Assert.AreEqual($"greeter:latest {BuiltId}", $"{second.Task.Images.Single().ItemSpec} {second.Task.ImageId}");
        Assert.IsTrue(
            engine.Requests.Skip(before).All(request => request.StartsWith("GET ", StringComparison.Ordinal))
        );
        var record = JObject.Parse(File.ReadAllText(project.PathOf("obj/Release/net10.0/docker/image.json")));
        Assert.AreEqual($"{BuiltId} greeter:latest", $"{record["id"]} {record["tags"]!.Single()}");
    }

    [TestMethod]
    [DataRow("<DockerBuildNetwork>none</DockerBuildNetwork>")]
    [DataRow("<DockerMetadataFile>../for CI/image.json</DockerMetadataFile>")]
    [DataRow("""<DockerBuildArg Include="A" Value="1" />""")]
    public void Changed_build_option_causes_one_build(string xml)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine);
        project.Build().Success();

        project.Read(xml).Build().Success();
        project.Build().Success();

        Assert.AreEqual(2, engine.Count("POST /build"));
    }

    [TestMethod]
    [DataRow("DockerForceBuild")]
    [DataRow("DockerBuildNoCache")]
    public void Forced_build_runs_without_changes(string property)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set(property, "true");

        project.Build().Success();
        project.Build().Success();

        Assert.AreEqual(2, engine.Count("POST /build"));
    }

    [TestMethod]
    [DataRow("../containers/json")]
    [DataRow("../../version#")]
    [DataRow("..")]
    public void Invalid_image_id_in_the_metadata_file_causes_a_build_and_no_other_request(string id)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine);
        project.Set("DockerMetadataFile", "image.json").Build().Success();
        var path = project.PathOf("image.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(BuiltId, id, StringComparison.Ordinal));

        project.Build().Success();

        Assert.AreEqual(2, engine.Count("POST /build"));
        Assert.AreEqual(0, engine.Count("GET /containers"));
        Assert.AreEqual(0, engine.Count("GET /version"));
    }

    [TestMethod]
    public void Changed_file_causes_a_build()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine);
        project.Build().Success();

        project.Write("bin/publish/Greeter.dll", "another");
        project.Build().Success();

        Assert.AreEqual(2, engine.Count("POST /build"));
    }

    [TestMethod]
    public void Changed_base_image_causes_a_build()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine);
        project.Build().Success();

        engine.HasBase(id: BaseId.Replace("ff", "00", StringComparison.Ordinal)).Builds();
        project.Build().Success();

        Assert.AreEqual(2, engine.Count("POST /build"));
    }

    [TestMethod]
    public void Missing_tag_is_added_without_a_build()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine);
        project.Build().Success();

        project.Set("DockerTags", "latest 2").Build().Success();

        Assert.AreEqual(1, engine.Count("POST /build"));
        Assert.AreEqual(1, engine.Count($"POST /images/{BuiltId}/tag?repo=greeter&tag=2"));
    }

    [TestMethod]
    public void Build_output_inside_the_build_context_is_not_a_change()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject()
            .Use(engine)
            .Read(
                """
                <DockerBuildFile>Dockerfile</DockerBuildFile>
                <DockerBuilder>classic</DockerBuilder>
                <DockerMetadataFile>for CI/image.json</DockerMetadataFile>
                <DockerBuildContextOutput>context</DockerBuildContextOutput>
                """
            );
        project.Write("Dockerfile", "FROM base\nCOPY . /all/\n");

        project.Build().Success();
        project.Build().Success();

        Assert.IsTrue(File.Exists(project.PathOf("for CI/image.json")));
        Assert.AreEqual(1, engine.Count("POST /build"));
    }

    [TestMethod]
    public void Base_image_is_inspected_for_programs_only_once()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        engine.On("POST /containers/create", exchange => exchange.AnswerAsync("201 Created", """{"Id":"looks"}"""));
        engine.On("DELETE /containers/looks", exchange => exchange.AnswerAsync("204 No Content", ""));
        using var project = new TestProject().Use(engine).Add("DockerWritableDirectory", "data");

        project.Build().Success();
        project.Build().Success();

        Assert.AreEqual(1, engine.Count("POST /containers/create"));
        Assert.AreEqual(1, engine.Count("DELETE /containers/looks"));
        Assert.AreEqual(1, engine.Count("POST /build"));
    }
}
