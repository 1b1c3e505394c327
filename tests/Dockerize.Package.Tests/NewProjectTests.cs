namespace Dockerize.Package.Tests;

/// <summary>A Monday morning: a new project, one PackageReference, one command.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class NewProjectTests
{
    [TestMethod]
    public async Task A_self_contained_app_runs_on_a_base_without_a_runtime()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");

        (await folder.PublishAsync("Greeter", "--self-contained")).Succeeded();

        Assert.AreEqual("Hello from the image", await CommandLine.DockerAsync("run", "--rm", folder.Image));
        Assert.AreEqual(
            $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0",
            await CommandLine.DockerAsync(
                "image",
                "inspect",
                "-f",
                """{{index .Config.Labels "org.opencontainers.image.base.name"}}""",
                folder.Image
            )
        );
    }

    [TestMethod]
    public async Task Without_an_engine_DockerBuild_false_still_writes_the_Dockerfile()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");

        (
            await folder.PublishAsync("Greeter", "-p:DockerBuild=false", "-p:DockerHost=unix:///nowhere.sock")
        ).Succeeded();

        var dockerfile = Path.Combine(folder.Path, "Greeter", "obj", "Release", "net10.0", "docker", "Dockerfile");
        StringAssert.Contains(
            await File.ReadAllTextAsync(dockerfile),
            "ENTRYPOINT [\"dotnet\",\"/app/Greeter.dll\"]",
            StringComparison.Ordinal
        );

        (await folder.DotnetAsync("clean", "Greeter", "-c", "Release")).Succeeded();
        Assert.IsFalse(File.Exists(dockerfile), "clean removes it");
    }
}
