using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>A multi-platform image has a Dockerfile and a build context for each platform.</summary>
[TestClass]
public sealed class MultiPlatformTests
{
    private const string Platforms = "linux/amd64;linux/arm64";

    [TestMethod]
    [DataRow("DockerPlatforms", "linux/arm64;linux/amd64")]
    [DataRow("DockerPlatforms", " linux/arm64 \n linux/amd64, linux/arm64 ")]
    [DataRow("DockerPlatforms", "linux-musl-arm64;linux/amd64")]
    public void Portable_app_is_planned_for_each_platform(string property, string value)
    {
        using var project = new TestProject().Set(property, value);
        project.Publish("runtimes/linux-x64/native/a.so").Publish("runtimes/linux-arm64/native/a.so");
        project.Publish("runtimes/win-x64/native/a.dll");

        var task = project.Generate().Success().Task;

        Assert.AreEqual("linux/arm64 linux/amd64", string.Join(' ', task.Dockerfiles.Select(Platform)));
        foreach (var dockerfile in task.Dockerfiles)
        {
            var folder = Platform(dockerfile).Replace('/', '-');
            Assert.AreEqual(project.PathOf($"obj/Release/net10.0/docker/{folder}/Dockerfile"), dockerfile.ItemSpec);
            Assert.Contains("COPY app/ /", File.ReadAllText(dockerfile.ItemSpec));
        }

        Assert.AreEqual(task.Dockerfiles[0].ItemSpec, task.DockerfilePath);
        Assert.IsFalse(File.Exists(project.PathOf("obj/Release/net10.0/docker/Dockerfile")));
        CollectionAssert.AreEquivalent(
            new[] { "linux/amd64", "linux/arm64" },
            task.ContextFiles.Where(file => file.ItemSpec.EndsWith("Greeter.dll", StringComparison.Ordinal))
                .Select(Platform)
                .ToArray()
        );
    }

    [TestMethod]
    [DataRow("linux/arm/v6;linux/arm/v7", "", "", true)]
    [DataRow("linux/arm/v7", "", "", false)]
    [DataRow("linux/arm/v6;linux/arm/v7", "DockerBuilder", "classic", false)]
    [DataRow("linux/arm/v6;linux/arm/v7", "DockerBuildContextOutput", "out", false)]
    public void Layers_are_linked_if_BuildKit_builds_several_platforms(
        string platforms,
        string property,
        string value,
        bool expected
    )
    {
        using var engine = new FaultyEngine().HasBase(architecture: "arm");
        using var project = new TestProject().Use(engine).Set("DockerPlatforms", platforms);
        if (property.Length > 0)
            project.Set(property, value);

        var dockerfiles = project.Generate().Success().Task.Dockerfiles;

        Assert.AreEqual(platforms, string.Join(';', dockerfiles.Select(Platform)));
        foreach (var dockerfile in dockerfiles)
            Assert.AreEqual(expected, File.ReadAllText(dockerfile.ItemSpec).Contains("COPY --link app/ /"));
    }

    [TestMethod]
    [DataRow("DockerPlatforms", "linux/arm64", "linux/arm64")]
    [DataRow("DockerPlatforms", "linux-arm64", "linux/arm64")]
    [DataRow("RuntimeIdentifier=linux-x64;DockerPlatforms", "linux/arm64", "linux/arm64")]
    [DataRow("DockerPlatform", "linux/arm/v7", "linux/arm/v7")]
    [DataRow("ContainerRuntimeIdentifier", "linux-arm64", "linux/arm64")]
    public void Setting_for_one_platform_overrides_several_platforms(string property, string value, string expected)
    {
        using var project = new TestProject().Set("DockerPlatforms", Platforms);
        foreach (var other in property.Split(';').SkipLast(1))
            project.Set(other.Split('=')[0], other.Split('=')[1]);
        project.Set(property.Split(';')[^1], value);

        var task = project.Generate().Success().Task;

        Assert.AreEqual(expected, string.Join(' ', task.Dockerfiles.Select(Platform)));
        Assert.AreEqual(project.PathOf("obj/Release/net10.0/docker/Dockerfile"), task.DockerfilePath);
    }

    [TestMethod]
    public void App_with_a_runtime_identifier_is_published_for_each_other_platform()
    {
        using var project = new TestProject()
            .Set("DockerPlatforms", Platforms + ";linux/arm/v7")
            .Set("RuntimeIdentifier", "linux-x64")
            .Set("RuntimeIdentifiers", "linux-x64; linux-arm64;linux-arm");

        var publishes = project.FindPublishes().Success().Task.Publishes;
        var task = project.Generate().Success().Task;

        Assert.AreEqual(
            "linux/arm64 linux-arm64 true|linux/arm/v7 linux-arm true",
            string.Join(
                '|',
                publishes.Select(publish =>
                    $"{publish.ItemSpec} {publish.GetMetadata("RuntimeIdentifier")} {publish.GetMetadata("IsQuiet")}"
                )
            )
        );
        Assert.AreEqual(
            project.PathOf("obj/Release/net10.0/docker/linux-arm-v7"),
            publishes[1].GetMetadata("OutputDirectory")
        );
        Assert.AreEqual("linux/amd64", string.Join(' ', task.Dockerfiles.Select(Platform)));
    }

    [TestMethod]
    [DataRow("linux-musl-x64", "linux-musl-arm64", "linux-musl-arm64 true")]
    [DataRow("osx-arm64", "linux-x64;linux-arm64", "linux-x64 false,linux-arm64 true")]
    public void Runtime_identifiers_of_the_platforms_follow_that_of_the_project(
        string own,
        string restored,
        string expected
    )
    {
        using var project = new TestProject()
            .Set("DockerPlatforms", Platforms)
            .Set("RuntimeIdentifier", own)
            .Set("RuntimeIdentifiers", restored);

        var publishes = project
            .FindPublishes()
            .Success()
            .Task.Publishes.Select(item => $"{item.GetMetadata("RuntimeIdentifier")} {item.GetMetadata("IsQuiet")}");

        Assert.AreEqual(expected, string.Join(',', publishes));
    }

    [TestMethod]
    public void Own_Dockerfile_is_built_for_each_platform()
    {
        using var project = new TestProject()
            .Set("DockerPlatforms", Platforms)
            .Set("RuntimeIdentifier", "linux-x64")
            .Set("DockerBuildFile", "Dockerfile");
        var dockerfile = project.Write("Dockerfile", "FROM scratch\nCOPY . /\n");

        Assert.IsEmpty(project.FindPublishes().Success().Task.Publishes);
        var task = project.Generate().Success().Task;

        Assert.AreEqual("linux/amd64 linux/arm64", string.Join(' ', task.Dockerfiles.Select(Platform)));
        Assert.IsTrue(task.Dockerfiles.All(item => item.ItemSpec == dockerfile));
    }

    [TestMethod]
    public void Build_context_of_each_platform_is_written_to_a_subfolder()
    {
        using var project = new TestProject().Set("DockerPlatforms", Platforms).Set("DockerBuildContextOutput", "out");

        project.Generate().Success();

        Assert.IsTrue(File.Exists(project.PathOf("out/linux-amd64/Dockerfile")));
        Assert.IsTrue(File.Exists(project.PathOf("out/linux-arm64/app/app/Greeter.dll")));
    }

    [TestMethod]
    [DataRow("", true)]
    [DataRow("<DockerPlatform>linux/amd64</DockerPlatform>", false)]
    [DataRow("<RuntimeIdentifier>linux-x64</RuntimeIdentifier>", false)]
    public void Unused_runtime_identifiers_are_a_message(string xml, bool expected)
    {
        using var project = new TestProject()
            .Set("RuntimeIdentifiers", "linux-x64;win-x64;linux-arm64;linux-musl-x64")
            .Read(xml);

        var result = project.Generate().Success();

        Assert.AreEqual(
            expected,
            result.Engine.Messages.Any(message =>
                message.Message?.Contains(Platforms, StringComparison.Ordinal) == true
                && message.Importance == MessageImportance.High
            )
        );
    }

    [TestMethod]
    public void Warnings_of_several_platforms_are_logged_once()
    {
        using var project = new TestProject().Set("DockerPlatforms", Platforms);
        project.Set("LocalRegistry", "Podman").Set("DockerBaseImage", "example.com/app:1");
        project.Set("DockerHealthCheck", "curl http://localhost/");

        var warnings = project.Generate().Success().Engine.Warnings.Select(warning => warning.Code).ToList();

        Assert.IsNotEmpty(warnings);
        CollectionAssert.AllItemsAreUnique(warnings);
    }

    private static string Platform(ITaskItem item) => item.GetMetadata("Platform");
}
