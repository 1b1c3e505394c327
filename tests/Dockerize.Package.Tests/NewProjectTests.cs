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

    [TestMethod]
    public async Task Publish_uses_the_precompiled_code_of_the_tasks()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Greeter/Greeter.csproj");
        // The runtime writes the name of each method that it compiles.
        var log = Path.Combine(folder.Path, "compiled.txt");
        folder.SetEnvironment("DOTNET_JitStdOutFile", log);
        folder.SetEnvironment("DOTNET_JitDisasmSummary", "1");

        (
            await folder.PublishAsync("Greeter", "-p:DockerBuild=false", "-p:DockerHost=unix:///nowhere.sock")
        ).Succeeded();

        var compiled = await File.ReadAllLinesAsync(log);
        Assert.AreNotEqual(0, compiled.Length);
        CollectionAssert.AreEqual(
            Array.Empty<string>(),
            compiled.Where(line => line.Contains("compiled Dockerize.Build.Tasks.", StringComparison.Ordinal)).ToArray()
        );
    }
}
