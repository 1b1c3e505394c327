using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The image is saved to the file in <c>DockerArchive</c>.</summary>
[TestClass]
public sealed class SaveDockerImageTests
{
    [TestMethod]
    [DataRow("out/shop.tar.gz", "out/shop.tar.gz")]
    [DataRow(" out\\shop.tar ", "out/shop.tar")]
    [DataRow("../shop.tar", "../shop.tar")]
    [DataRow("out/", "out/team/greeter.tar.gz", DisplayName = "a folder with a slash")]
    [DataRow("out.d\\", "out.d/team/greeter.tar.gz", DisplayName = "a folder with a backslash")]
    [DataRow("existing.d", "existing.d/team/greeter.tar.gz", DisplayName = "a folder that exists")]
    [DataRow("out", "out/team/greeter.tar.gz", DisplayName = "a path without an extension")]
    public void Image_is_saved_with_all_tags_to_the_file_or_folder(string value, string expected)
    {
        using var engine = new FaultyEngine().HasBase().Builds().Saves("r.io/team/greeter");
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerArchive", value)
            .Set("DockerRegistry", "r.io")
            .Set("DockerRepository", "team/greeter")
            .Set("DockerTags", "1 latest");
        project.Write("existing.d/other.txt", "");
        var path = Path.GetFullPath(project.PathOf(expected));

        var result = project.Save(project.Build().Success().Task.Images).Success();

        Assert.AreEqual(path, result.Task.ArchivePath);
        Assert.IsTrue(File.Exists(path));
        Assert.AreEqual($"Saving r.io/team/greeter:1, r.io/team/greeter:latest to {path}", result.Information.First());
        Assert.AreEqual(1, engine.Count("GET /images/get?names=r.io%2Fteam%2Fgreeter%3A1&names="));
    }

    [TestMethod]
    public void Official_image_of_Docker_Hub_is_saved_under_its_short_name()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Saves("greeter");
        using var project = new TestProject().Use(engine).Set("DockerArchive", "out/");

        var result = project.Save(project.Build().Success().Task.Images).Success();

        Assert.AreEqual(project.PathOf("out/greeter.tar.gz"), result.Task.ArchivePath);
    }

    [TestMethod]
    public void Unchanged_publish_keeps_the_file()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Saves("greeter");
        using var project = new TestProject().Use(engine).Set("DockerArchive", "greeter.tar");
        project.Save(project.Build().Success().Task.Images).Success();
        var time = File.GetLastWriteTimeUtc(project.PathOf("greeter.tar"));

        var result = project.Save(project.Build().Success().Task.Images).Success();

        Assert.AreEqual($"{project.PathOf("greeter.tar")} is up to date", result.Information.Single());
        Assert.AreEqual(project.PathOf("greeter.tar"), result.Task.ArchivePath);
        Assert.AreEqual(time, File.GetLastWriteTimeUtc(project.PathOf("greeter.tar")));
        Assert.AreEqual(1, engine.Count("GET /images/get"));
    }

    [TestMethod]
    [DataRow("<DockerArchive>bin/publish/</DockerArchive>", DisplayName = "in the publish folder")]
    [DataRow(
        "<DockerArchive>greeter.tar.gz</DockerArchive><DockerBuildFile>Dockerfile</DockerBuildFile>",
        DisplayName = "in the build context"
    )]
    public void Saved_file_is_not_part_of_the_next_image(string xml)
    {
        using var engine = new FaultyEngine().HasBase().Builds().Saves("greeter");
        using var project = new TestProject().Use(engine).Set("DockerBuilder", "classic").Read(xml);
        project.Write("Dockerfile", "FROM base\nCOPY . /all/\n");

        for (var publish = 0; publish < 2; publish++)
            project.Save(project.Build().Success().Task.Images).Success();

        Assert.AreEqual(1, engine.Count("POST /build"));
        Assert.AreEqual(1, engine.Count("GET /images/get"));
    }

    [TestMethod]
    [DataRow("", "DKZ2003", DisplayName = "an incomplete archive")]
    [DataRow(
        """{"errorDetail":{"message":"no space left on device"},"error":"no space left on device"}""",
        "DKZ2004",
        DisplayName = "an error in the archive"
    )]
    public void Failed_save_is_an_error_and_keeps_the_previous_file(string archive, string code)
    {
        using var engine = new FaultyEngine().HasBase().Builds().Saves("greeter");
        engine.Answer("GET /images/get", "x" + archive);
        using var project = new TestProject().Use(engine).Set("DockerArchive", "greeter.tar");
        project.Write("greeter.tar", "the previous image");

        var result = project.Save(project.Build().Success().Task.Images);

        result.Error(code);
        Assert.AreEqual("", result.Task.ArchivePath);
        Assert.AreEqual("the previous image", File.ReadAllText(project.PathOf("greeter.tar")));
    }

    [TestMethod]
    public void File_that_cannot_be_written_is_an_error()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Saves("greeter");
        using var project = new TestProject().Use(engine).Set("DockerArchive", "Greeter.csproj/greeter.tar");

        var error = project.Save(project.Build().Success().Task.Images).Error("DKZ1002");

        Assert.Contains(project.PathOf("Greeter.csproj/greeter.tar"), error);
    }

    [TestMethod]
    public void Tag_that_was_moved_to_another_image_is_not_saved()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerArchive", "greeter.tar");

        var error = project.Save(project.Build().Success().Task.Images).Error("DKZ3007");

        Assert.Contains("greeter:latest", error);
        Assert.IsFalse(File.Exists(project.PathOf("greeter.tar")));
    }

    [TestMethod]
    public void Names_without_an_image_id_are_not_saved()
    {
        using var engine = new FaultyEngine();
        using var project = new TestProject().Use(engine).Set("DockerArchive", "greeter.tar");

        var result = project.Save(new TaskItem("r.io/added:1")).Success();

        Assert.AreEqual("", result.Task.ArchivePath);
        Assert.IsEmpty(engine.Requests);
    }

    [TestMethod]
    [DataRow("images/all.tar", "Set ContainerArchiveOutputPath to a folder with a slash at the end", "images/all.tar")]
    [DataRow("images/", "Set a different ContainerArchiveOutputPath in each project file.", "images/shop.tar.gz")]
    public void Two_projects_of_a_build_cannot_be_saved_to_the_same_file(string value, string action, string expected)
    {
        using var engine = new FaultyEngine().HasBase();
        using var first = new TestProject("First");
        using var second = new TestProject("Second");
        var path = first.PathOf(value);
        var buildId = Guid.NewGuid().ToString("N");
        using var build = new TestBuildEngine();

        Project(first, "1").Set("DockerArchive", value).Generate(build, buildId).Success();
        var error = Project(second, "2")
            .Set("DockerArchive", path)
            .Set("ContainerArchiveOutputPath", path)
            .Generate(build, buildId)
            .Error("DKZ1034");
        build.EndBuild();

        path = first.PathOf(expected);
        Assert.StartsWith($"Conflicting ContainerArchiveOutputPath '{path}': '{first.File}' saves", error);
        Assert.Contains(action, error);

        TestProject Project(TestProject project, string tag) =>
            project.Use(engine).Set("DockerRepository", "shop").Set("DockerTags", tag);
    }

    [TestMethod]
    public void Two_projects_of_a_build_can_be_saved_to_the_same_folder()
    {
        using var engine = new FaultyEngine().HasBase();
        using var first = new TestProject("First").Use(engine);
        using var second = new TestProject("Second").Use(engine);
        using var build = new TestBuildEngine();

        first.Set("DockerArchive", "images/").Generate(build, "folder").Success();
        second.Set("DockerArchive", first.PathOf("images/")).Generate(build, "folder").Success();
        build.EndBuild();
    }

    [TestMethod]
    public void Canceled_save_keeps_the_previous_file()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Saves("greeter");
        using var project = new TestProject().Use(engine).Set("DockerArchive", "greeter.tar");
        project.Write("greeter.tar", "the previous image");
        using var task = new SaveDockerImage { Images = project.Build().Success().Task.Images };
        engine.On(
            "GET /images/get",
            async exchange =>
            {
                await exchange.BeginAsync();
                await exchange.SayAsync(new string('\0', 512));
                task.Cancel();
                await exchange.FallSilentAsync();
            }
        );

        var result = project.Run(task);

        Assert.IsFalse(result.Succeeded);
        Assert.AreEqual("SaveDockerImage was canceled.", result.Messages(MessageImportance.High).Last());
        Assert.AreEqual("the previous image", File.ReadAllText(project.PathOf("greeter.tar")));
        Assert.HasCount(1, Directory.GetFiles(Path.GetDirectoryName(project.File)!, "greeter.tar*"));
    }
}
