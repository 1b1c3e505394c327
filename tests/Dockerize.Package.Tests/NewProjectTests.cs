namespace Dockerize.Package.Tests;

/// <summary>A new project with one PackageReference is published with one command.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class NewProjectTests
{
    [TestMethod]
    public async Task Self_contained_app_runs_on_a_base_image_without_a_runtime()
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
    public async Task DockerBuild_false_writes_the_Dockerfile_without_an_engine()
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
        Assert.IsFalse(File.Exists(dockerfile), "dotnet clean deletes the Dockerfile");
    }
}
