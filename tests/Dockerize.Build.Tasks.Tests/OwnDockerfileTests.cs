using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// A custom Dockerfile is built unchanged. The build context is its folder, another folder, or the published files.
/// </summary>
[TestClass]
public sealed class OwnDockerfileTests
{
    [TestMethod]
    public void Build_context_is_the_folder_of_the_Dockerfile_without_ignored_files()
    {
        using var project = new TestProject().Set("DockerBuildFile", "docker/My.Dockerfile");
        const string Text = "FROM base AS wanted\r\nCOPY . /copied/\r\n";
        var dockerfile = project.Write("docker/My.Dockerfile", Text);
        project.Write("docker/.dockerignore", "**/*.log\n!keep.log\nsecret\n");
        foreach (
            var file in new[] { "a.txt", "b.log", "keep.log", "secret/key", "deep/c.txt", "deep/d.log", "logs/e.log" }
        )
            project.Write("docker/" + file, file);

        var task = project.Generate().Success().Task;

        Assert.AreEqual(dockerfile, task.DockerfilePath);
        Assert.AreEqual(Text, File.ReadAllText(dockerfile));
        // A folder is kept even if all its files are ignored, as with docker build.
        Assert.AreEqual(".dockerignore My.Dockerfile a.txt deep/c.txt keep.log logs/", Paths(task));
    }

    [TestMethod]
    public void Build_context_can_be_another_folder()
    {
        using var project = new TestProject()
            .Set("DockerBuildFile", "Dockerfile")
            .Set("DockerBuildContext", "../elsewhere");
        project.Write("Dockerfile", "FROM base\nCOPY . /all/\n");
        project.Write("../elsewhere/only.txt", "");

        Assert.AreEqual("only.txt", Paths(project.Generate().Success().Task));
    }

    [TestMethod]
    [DataRow("# No base image\nARG X=1\n", "DKZ1043", 2)]
    [DataRow("ARG X=\nFROM $X\n", "DKZ1043", 2)]
    [DataRow("FROM base AS one\nFROM base\nCOPY --from=build / /\n", "DKZ1044", 3)]
    public void Invalid_Dockerfile_is_an_error_at_its_line_and_is_not_sent_to_the_engine(
        string text,
        string code,
        int line
    )
    {
        foreach (var builder in new[] { "auto", "classic", "buildkit" })
        {
            using var engine = new FaultyEngine().HasBase();
            engine.On("GET /images/build:", exchange => exchange.AnswerAsync("404 Not Found", "{}"));
            using var project = new TestProject()
                .Use(engine)
                .Set("DockerBuildFile", "Dockerfile")
                .Set("DockerBuilder", builder);
            var dockerfile = project.Write("Dockerfile", text);

            var result = project.Build();

            var error = result.Engine.Errors.Single();
            Assert.AreEqual(code, error.Code, error.Message);
            Assert.AreEqual(dockerfile, error.File);
            Assert.AreEqual(line, error.LineNumber);
            Assert.AreEqual(0, engine.Count("POST"));
        }
    }

    [TestMethod]
    [DataRow("Published")]
    [DataRow("published")]
    public void Build_context_can_be_the_published_files(string context)
    {
        using var project = new TestProject().Set("DockerBuildFile", "Dockerfile").Set("DockerBuildContext", context);
        project.Write("Dockerfile", "FROM base\nCOPY app/ /\n");
        project
            .Publish("runtimes/win-x64/native/a.dll", ("NuGetPackageId", "A"))
            .Publish("runtimes/linux-arm64/native/a.so", ("NuGetPackageId", "A"));

        // The base image is unknown, so files for all Linux platforms are kept.
        Assert.AreEqual(
            "app/app/Greeter.dll app/app/Greeter.runtimeconfig.json packages/app/runtimes/linux-arm64/native/a.so",
            Paths(project.Generate().Success().Task)
        );
    }

    [TestMethod]
    public void Build_context_excludes_the_exported_context()
    {
        using var project = new TestProject()
            .Set("DockerBuildFile", "docker/Dockerfile")
            .Set("DockerBuildContextOutput", "docker/context");
        project.Write("docker/Dockerfile", "FROM base\nCOPY . /all/\n");
        project.Write("docker/a.txt", "a");
        project.Write("docker/.dockerignore", "a.txt\n");
        project.Write("docker/Dockerfile.dockerignore", "Dockerfile*\n.dockerignore\n");

        project.Generate().Success();
        var task = project.Generate().Success().Task;

        // Dockerfile.dockerignore replaces .dockerignore.
        Assert.Contains("a.txt", Paths(task).Split(' '));
        Assert.DoesNotContain("context", Paths(task));
        Assert.AreEqual("a", File.ReadAllText(project.PathOf("docker/context/a.txt")));
        Assert.IsFalse(Directory.Exists(project.PathOf("docker/context/context")));
    }

    [TestMethod]
    public void Secret_in_the_build_context_is_a_warning_with_its_path()
    {
        using var project = new TestProject().Set("DockerBuildFile", "Dockerfile");
        project.Write("Dockerfile", "FROM base\n");
        project.Write(".dockerignore", "bin\nobj\n*.key\n");
        project.Write("shop.pfx", "");
        project.Write("tls.key", "-----BEGIN PRIVATE KEY-----");
        project.Write(".env.example", "");

        var warning = project.Generate().Success().Engine.Warnings.Single();

        Assert.AreEqual("DKZ1025", warning.Code);
        Assert.Contains("\n  shop.pfx\n", warning.Message!);
        Assert.Contains(".dockerignore", warning.Message!);
    }

    private static string Paths(GenerateDockerfile task) =>
        string.Join(
            ' ',
            task.ContextFiles.Select((ITaskItem file) => file.GetMetadata("ContextPath")).Order(StringComparer.Ordinal)
        );
}
