using Microsoft.Build.Framework;
using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The layer report is written as the setting specifies, and is never part of an image.</summary>
[TestClass]
public sealed class LayerReportTests
{
    [TestMethod]
    [DataRow("report.html", "<!doctype html>")]
    [DataRow("../out\\Report.HTML", "<!doctype html>")]
    [DataRow("report.md", "# Layer report: `greeter:latest`")]
    public void Report_is_written_after_the_build_and_only_if_it_changed(string file, string start)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerReport", file);
        var path = Path.GetFullPath(project.PathOf(file.Replace('\\', '/')));

        project.Build().Success();

        var text = File.ReadAllText(path);
        Assert.StartsWith(start, text);
        Assert.Contains(BuiltId, text.Replace("<wbr/>", ""));
        // An image that is up to date has the same report.
        File.Delete(path);
        project.Build().Success();
        Assert.AreEqual(text, File.ReadAllText(path));
        Assert.AreEqual(1, engine.Count("POST /build"));
    }

    [TestMethod]
    public void Layers_are_logged_with_normal_importance()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine);

        var result = project.Build().Success();

        Assert.IsFalse(result.Information.Any(line => line.StartsWith("Layers of", StringComparison.Ordinal)));
        Assert.Contains("Layers of greeter:latest (linux/amd64):", result.Messages(MessageImportance.Normal));
    }

    [TestMethod]
    public void Push_adds_the_digest_to_the_report()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Pushes("greeter");
        using var project = new TestProject().Use(engine).Set("DockerReport", "report.md");
        var images = project.Build().Success().Task.Images;
        Assert.DoesNotContain(PushedDigest, File.ReadAllText(project.PathOf("report.md")));

        project.Push(images).Success();

        Assert.Contains(PushedDigest, File.ReadAllText(project.PathOf("report.md")));
    }

    [TestMethod]
    [DataRow("bin/publish/report.html")]
    [DataRow("report.html")]
    public void Report_in_the_publish_output_is_not_part_of_the_next_image(string file)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerReport", file);
        project.Build().Success();
        if (file == "report.html")
            project.PublishContent(file);

        var plan = project.Generate().Success().Task;
        project.Build(plan).Success();

        Assert.HasCount(2, plan.ContextFiles);
        Assert.AreEqual(1, engine.Count("POST /build"));
    }

    [TestMethod]
    public void Report_in_the_build_context_of_an_own_Dockerfile_does_not_change_the_image()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerReport", "report.html");
        project.Set("DockerBuildFile", "Dockerfile").Write("Dockerfile", "FROM base\nCOPY . .\n");

        project.Build().Success();
        project.Build().Success();

        Assert.IsTrue(File.Exists(project.PathOf("report.html")));
        Assert.AreEqual(1, engine.Count("POST /build"));
    }

    [TestMethod]
    [DataRow("report.pdf")]
    [DataRow("report")]
    public void Unknown_format_is_an_error_before_the_build(string file)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TestProject().Use(engine).Set("DockerReport", file);

        Assert.Contains($"'{file}'", project.Generate().Error("DKZ1060"));
    }

    [TestMethod]
    public void Two_projects_with_one_file_are_an_error()
    {
        using var docker = new FaultyEngine().HasBase();
        using var first = new TestProject().Use(docker).Set("DockerReport", "report.html");
        using var engine = new TestBuildEngine();
        var build = Guid.NewGuid().ToString("N");
        first.Generate(engine, build).Success();
        using var second = new TestProject("Other").Use(docker).Set("DockerReport", first.PathOf("report.html"));

        Assert.Contains(first.File, second.Generate(engine, build).Error("DKZ1034"));
    }

    [TestMethod]
    public void Report_that_cannot_be_written_is_an_error()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TestProject().Use(engine).Set("DockerReport", "file/report.html");
        project.Write("file", "");

        Assert.Contains("report.html", project.Build().Error("DKZ1002"));
    }

    [TestMethod]
    public void Targets_pass_the_setting_and_clean_deletes_the_report()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Pushes("r.example/app");
        using var project = new TargetsProject("<PropertyGroup><DockerReport>report.md</DockerReport></PropertyGroup>");
        var path = Path.Combine(Path.GetDirectoryName(project.File)!, "report.md");

        project.Run(
            "Publish",
            $"DockerHost={engine.Host} DockerImage=r.example/app:1 DockerPush=true DockerBaseImage=base"
        );

        Assert.AreEqual(
            "",
            string.Join("\n", project.Log.OfType<BuildErrorEventArgs>().Select(error => error.Message))
        );
        Assert.Contains("r.example/app:1@" + PushedDigest, File.ReadAllText(path));
        var cleaned = project.Run("_DockerClean").GetItems("Clean").Select(item => item.EvaluatedInclude);
        Assert.Contains("report.md", cleaned);
    }
}
