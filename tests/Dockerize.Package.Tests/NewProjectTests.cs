namespace Dockerize.Package.Tests;

/// <summary>A new project with one PackageReference is published with one command.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class NewProjectTests
{
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
