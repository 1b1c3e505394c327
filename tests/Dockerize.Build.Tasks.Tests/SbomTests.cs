using Newtonsoft.Json.Linq;
using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The properties for the SBOM reach its file, or an error explains why there is none.</summary>
[TestClass]
public sealed class SbomTests
{
    private const string Assets = """
        {"targets":{"net10.0":{"Dapper/2.1.66":{"type":"package"}}},"libraries":{},"projectFileDependencyGroups":{}}
        """;

    [TestMethod]
    [DataRow("", "")]
    [DataRow("<DockerSbom>false</DockerSbom><DockerSbomFile>x.json</DockerSbomFile>", "")]
    [DataRow("<DockerSbom>true</DockerSbom>", "obj/Release/net10.0/docker/sbom.spdx.json")]
    [DataRow("<DockerSbomFile>../out\\sbom.json</DockerSbomFile>", "../out/sbom.json")]
    [DataRow("<DockerAttestations>true</DockerAttestations>", "obj/Release/net10.0/docker/sbom.spdx.json")]
    [DataRow(
        "<DockerSbomFile>sbom.json</DockerSbomFile><DockerPlatforms>linux/amd64;linux/arm64</DockerPlatforms>",
        "linux-amd64/sbom.json linux-arm64/sbom.json"
    )]
    public void Sbom_is_written_to_the_file_of_the_settings(string xml, string expected)
    {
        using var project = Create().Read(xml);

        var task = project.Generate().Success().Task;

        var paths = task.Dockerfiles.Select(item => item.GetMetadata("Sbom")).Where(path => path.Length > 0).ToList();
        Assert.AreEqual(
            string.Join(' ', expected.Split(' ').Where(path => path.Length > 0).Select(Full)),
            string.Join(' ', paths)
        );
        foreach (var path in paths)
            Assert.AreEqual("SPDX-2.3", (string?)JObject.Parse(File.ReadAllText(path))["spdxVersion"]);

        string Full(string path) => Path.GetFullPath(project.PathOf(path));
    }

    [TestMethod]
    public void Published_items_determine_the_package_of_a_file()
    {
        using var project = Create()
            .Set("DockerSbom", "true")
            .Publish("Dapper.dll", ("NuGetPackageId", "Dapper"), ("NuGetPackageVersion", "2.1.66"));

        var sbom = Read(project.Generate().Success().Task.Dockerfiles[0].GetMetadata("Sbom"));

        Assert.Contains("SPDXRef-Package-Dapper-2.1.66", Names(sbom, "packages", "SPDXID"));
        Assert.AreEqual(
            "./app/Dapper.dll ./app/Greeter.dll ./app/Greeter.runtimeconfig.json",
            Names(sbom, "files", "fileName")
        );
    }

    [TestMethod]
    public void Sbom_in_the_publish_folder_is_not_part_of_the_next_image()
    {
        using var project = Create().Set("DockerSbomFile", "bin/publish/sbom.json");

        project.Generate().Success();
        var task = project.Generate().Success().Task;

        Assert.DoesNotContain("sbom.json", Names(Read(project.PathOf("bin/publish/sbom.json")), "files", "fileName"));
        Assert.HasCount(2, task.ContextFiles);
    }

    [TestMethod]
    public void Sbom_that_the_SDK_publishes_is_not_part_of_the_next_image()
    {
        using var project = Create().Set("DockerSbomFile", "sbom.json");
        project.Generate().Success();
        project.PublishContent("sbom.json");

        var task = project.Generate().Success().Task;

        Assert.DoesNotContain("sbom.json", Names(Read(project.PathOf("sbom.json")), "files", "fileName"));
        Assert.HasCount(2, task.ContextFiles);
    }

    [TestMethod]
    [DataRow(null, "cannot be read: ")]
    [DataRow("{", "cannot be read: ")]
    public void Missing_or_invalid_result_of_the_restore_is_an_error(string? assets, string text)
    {
        using var project = new TestProject().Set("DockerSbom", "true");
        if (assets is not null)
            project.Write("obj/project.assets.json", assets);

        Assert.Contains(text, project.Generate().Error("DKZ1055"));
    }

    [TestMethod]
    public void Two_projects_with_one_file_are_an_error()
    {
        using var first = Create().Set("DockerSbomFile", "sbom.json");
        using var engine = new TestBuildEngine();
        var build = Guid.NewGuid().ToString("N");
        first.Generate(engine, build).Success();
        using var second = Create("Other").Set("DockerSbomFile", first.PathOf("sbom.json"));

        var error = second.Generate(engine, build).Error("DKZ1056");

        Assert.Contains(first.File, error);
    }

    [TestMethod]
    public void Own_Dockerfile_has_no_sbom()
    {
        using var project = Create().Set("DockerSbom", "true").Set("DockerBuildFile", "Dockerfile");
        project.Write("Dockerfile", "FROM base\n");

        var result = project.Generate().Success();

        Assert.AreEqual("DKZ1021", result.Warnings);
        Assert.AreEqual("", result.Task.Dockerfiles[0].GetMetadata("Sbom"));
    }

    [TestMethod]
    public void Engine_that_cannot_store_attestations_is_a_warning_and_the_image_is_built()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        engine.Answer("GET /info", """{"DriverStatus":[["Backing Filesystem","extfs"]]}""");
        using var project = Create().Use(engine).Set("DockerBuilder", "classic").Set("DockerAttestations", "true");

        var result = project.Build().Success();

        Assert.AreEqual("DKZ2035", result.Warnings);
        Assert.AreEqual(BuiltId, result.Task.ImageId);
        Assert.IsTrue(File.Exists(project.PathOf("obj/Release/net10.0/docker/sbom.spdx.json")));
    }

    private static TestProject Create(string name = "Greeter")
    {
        var project = new TestProject(name);
        project.Write("obj/project.assets.json", Assets);
        return project;
    }

    private static JObject Read(string path) => JObject.Parse(File.ReadAllText(path));

    private static string Names(JObject sbom, string list, string name) =>
        string.Join(' ', sbom[list]!.Select(element => (string?)element[name]));
}
