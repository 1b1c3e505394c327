namespace Dockerize.Package.Tests;

/// <summary>An engine builds the golden Dockerfiles, with which the domain tests compare generated files.</summary>
[TestClass]
public sealed class GoldenDockerfileTests
{
    [TestMethod]
    [DataRow("web", "aspnet")]
    [DataRow("console", "runtime")]
    [DataRow("self-contained", "runtime-deps")]
    [DataRow("steps", "aspnet")]
    public async Task Engine_builds_the_golden_Dockerfile(string name, string baseImage)
    {
        await using var folder = new UserFolder();
        var lines = await File.ReadAllLinesAsync(
            Path.Combine(AppContext.BaseDirectory, "Golden", name + ".Dockerfile")
        );
        folder.Write(
            "context/Dockerfile",
            string.Join(
                '\n',
                lines.Select(line =>
                    line.StartsWith("FROM ", StringComparison.Ordinal)
                        ? $"FROM {TestMachine.BaseRegistry}/dotnet/{baseImage}:10.0"
                        : line
                )
            )
        );
        foreach (var layer in new[] { "runtime", "packages", "assets", "projects", "app" })
            folder.Write($"context/{layer}/app/{layer}.txt", layer);
        Directory.CreateDirectory(Path.Combine(folder.Path, "context", "writable", "app", "data"));
        var program = folder.Write("context/app/app/warm-up", "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, (UnixFileMode)Convert.ToInt32("755", 8));

        await CommandLine.DockerAsync("build", "-q", "-t", folder.Image, Path.Combine(folder.Path, "context"));
    }
}
