using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The published files and the files of the project become the build context.</summary>
[TestClass]
public sealed class PublishedFilesTests
{
    [TestMethod]
    [DataRow("true", "packages/app/runtimes/linux-x64/native/a.so")]
    [DataRow("false", "packages/app/runtimes/linux-x64/native/a.so packages/app/runtimes/win-x64/native/a.dll")]
    public void Files_for_other_platforms_are_kept_if_pruning_is_disabled(string prune, string expected)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TestProject().Use(engine).Set("DockerPruneRuntimes", prune);
        project
            .Publish("runtimes/win-x64/native/a.dll", ("NuGetPackageId", "A"))
            .Publish("runtimes/linux-x64/native/a.so", ("NuGetPackageId", "A"));

        Assert.AreEqual(
            expected,
            string.Join(
                ' ',
                Paths(project.Generate().Success().Task)
                    .Where(path => path.Contains("/runtimes/", StringComparison.Ordinal))
            )
        );
    }

    [TestMethod]
    public void Content_of_packages_and_referenced_projects_is_in_their_layers()
    {
        using var project = new TestProject()
            .Set("NuGetPackageFolders", "bin/publish/proxy/;/fallback/")
            .Add("ProjectReference", "bin/publish/lib/Lib.csproj")
            .Publish("proxy/proxy.dll")
            .Publish("lib/lib.json")
            .Publish("appsettings.json");

        var paths = Paths(project.Generate().Success().Task);

        foreach (
            var expected in new[]
            {
                "packages/app/proxy/proxy.dll",
                "projects/app/lib/lib.json",
                "app/app/appsettings.json",
            }
        )
            Assert.Contains(expected, paths);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "Links require a privilege.")]
    public void Link_to_a_published_file_stays_a_link_and_other_links_become_files()
    {
        using var project = new TestProject();
        project.Publish("native/libfoo.so.1").Publish("native/libfoo.so").Publish("out");
        Link("native/libfoo.so", "libfoo.so.1");
        Link("out", project.Write("elsewhere", "from elsewhere"));

        var files = project.Generate().Success().Task.ContextFiles;

        Assert.AreEqual("libfoo.so.1|", $"{LinkTarget("native/libfoo.so")}|{LinkTarget("out")}");

        void Link(string path, string target)
        {
            var link = project.PathOf("bin/publish/" + path);
            File.Delete(link);
            File.CreateSymbolicLink(link, target);
        }

        string LinkTarget(string path) =>
            files
                .Single(file => file.GetMetadata("ContextPath").EndsWith("/app/" + path, StringComparison.Ordinal))
                .GetMetadata("LinkTarget");
    }

    [TestMethod]
    public void Published_secrets_are_one_warning_that_lists_each_file()
    {
        using var project = new TestProject().Publish("shop.pfx").Publish(".env.example").Publish("tls.key");
        project.Write("bin/publish/tls.key", "-----BEGIN PRIVATE KEY-----");

        var warning = project.Generate().Success().Engine.Warnings.Single();

        Assert.AreEqual("DKZ1025", warning.Code);
        Assert.Contains(
            $"\n  {project.PathOf("bin/publish/shop.pfx")}\n  {project.PathOf("bin/publish/tls.key")}\n",
            warning.Message!
        );
        Assert.Contains("CopyToPublishDirectory", warning.Message!);
        Assert.AreEqual(project.File, warning.File);
    }

    [TestMethod]
    public void Static_web_asset_of_an_earlier_publish_is_excluded_and_logged()
    {
        using var project = new TestProject().Set("StaticWebAssetsEnabled", "true");
        project.AddWebAsset("wwwroot/site.css").AddWebAsset("wwwroot/old.css");
        project.Write("bin/publish/wwwroot/site.css", "new");
        project.Write("bin/publish/wwwroot/old.css", "old");
        project.Generate().Success();
        project.RemoveWebAsset("wwwroot/old.css");

        // The record of the first publish must survive the second publish.
        for (var publish = 2; publish <= 3; publish++)
        {
            var result = project.Generate().Success();

            Assert.AreEqual("assets/app/wwwroot/site.css", Web(result.Task));
            Assert.Contains(line => line.Contains("wwwroot/old.css", StringComparison.Ordinal), result.Information);
        }
    }

    [TestMethod]
    public void File_that_a_target_copies_into_wwwroot_is_included()
    {
        using var project = new TestProject().Set("StaticWebAssetsEnabled", "true").AddWebAsset("wwwroot/site.css");
        project.Write("bin/publish/wwwroot/site.css", "");
        project.Write("bin/publish/wwwroot/main.js", "");

        for (var publish = 1; publish <= 2; publish++)
        {
            var result = project.Generate().Success();

            Assert.AreEqual("app/app/wwwroot/main.js assets/app/wwwroot/site.css", Web(result.Task));
            Assert.DoesNotContain(
                line => line.Contains("main.js", StringComparison.Ordinal),
                result.Information,
                $"publish {publish}"
            );
        }
    }

    [TestMethod]
    public void File_that_a_target_writes_over_an_earlier_static_web_asset_is_included()
    {
        using var project = new TestProject().Set("StaticWebAssetsEnabled", "true").AddWebAsset("wwwroot/main.js");
        project.Write("bin/publish/wwwroot/main.js", "");
        project.Generate().Success();
        project.RemoveWebAsset("wwwroot/main.js");
        project.Write("bin/publish/wwwroot/main.js", "from the target");

        Assert.AreEqual("app/app/wwwroot/main.js", Web(project.Generate().Success().Task));
    }

    [TestMethod]
    [DataRow("data", "COPY --chown=$APP_UID writable/ /")]
    [DataRow(".", "RUN mkdir -p '/app' && chown $APP_UID '/app'")]
    [DataRow("/var/lib/greeter", "RUN mkdir -p '/var/lib/greeter' && chown $APP_UID '/var/lib/greeter'")]
    public void Writable_directory_belongs_to_the_user_of_the_app(string directory, string expected)
    {
        using var project = new TestProject().Publish("data/seed.db").Add("DockerWritableDirectory", directory);

        var result = project.Generate().Success();

        Assert.Contains($"\n{expected}\n", result.Text());
        Assert.Contains(directory == "data" ? "writable/app/data/seed.db" : "app/app/data/seed.db", Paths(result.Task));
    }

    [TestMethod]
    [DataRow("context")]
    [DataRow("context.tar")]
    public void Build_context_is_exported_without_an_engine(string output)
    {
        using var project = new TestProject().Set("DockerBuildContextOutput", "../" + output);

        project.Generate().Success();
        project.Generate().Success();

        var path = project.PathOf("../" + output);
        if (output == "context")
            Assert.IsTrue(
                File.Exists(Path.Combine(path, "Dockerfile")) && File.Exists(Path.Combine(path, "app/app/Greeter.dll"))
            );
        else
            Assert.Contains("app/app/Greeter.dll", File.ReadAllText(path));
    }

    private static string Web(GenerateDockerfile task) =>
        string.Join(' ', Paths(task).Where(path => path.Contains("/wwwroot/", StringComparison.Ordinal)));

    private static List<string> Paths(GenerateDockerfile task) =>
        [
            .. task
                .ContextFiles.Select((ITaskItem file) => file.GetMetadata("ContextPath"))
                .Order(StringComparer.Ordinal),
        ];
}
