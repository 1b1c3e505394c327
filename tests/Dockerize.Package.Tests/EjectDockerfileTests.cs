namespace Dockerize.Package.Tests;

/// <summary>An ejected Dockerfile builds the files of the generated image with plain <c>docker build</c>.</summary>
[TestClass]
[TestCategory("Nightly")] // makes an SDK image
public sealed class EjectDockerfileTests
{
    private const string Names = "cd /app && find . -type f -printf '%P %m %u\\n' | sort";
    private const string Contents = "cd /app && find . -type f | sort | xargs sha256sum";

    [TestMethod]
    public async Task Ejected_Dockerfiles_build_the_files_of_the_generated_image()
    {
        await SdkImage.RequireAsync();
        await using var folder = new UserFolder();
        var project = Path.Combine(folder.Path, "Greeter", "Greeter.csproj");
        var dockerfile = Path.Combine(folder.Path, "Greeter", "Dockerfile");
        WriteProject(folder);
        (await folder.PublishAsync("Greeter")).Succeeded();
        var (names, contents) = (await folder.RunAsync("sh", "-c", Names), await folder.RunAsync("sh", "-c", Contents));
        Assert.Contains("run.sh 755 root", names);

        (await folder.DotnetAsync(Eject("source"))).Succeeded();
        Assert.Contains("<DockerBuildFile>Dockerfile</DockerBuildFile>", await File.ReadAllTextAsync(project));
        await BuildAsync(folder, "Greeter");
        Assert.AreEqual(names, await folder.RunAsync("sh", "-c", Names));
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
        // A publish builds the same Dockerfile.
        Assert.DoesNotContain("DKZ", (await folder.PublishAsync("Greeter")).Succeeded());
        Assert.AreEqual(names, await folder.RunAsync("sh", "-c", Names));

        (await folder.DotnetAsync(Eject("published"))).Succeeded();
        Assert.Contains("COPY app/ /", await File.ReadAllTextAsync(dockerfile));
        (
            await folder.PublishAsync("Greeter", "-p:DockerBuild=false", "-p:DockerBuildContextOutput=obj/context")
        ).Succeeded();
        await BuildAsync(folder, "Greeter/obj/context");
        Assert.AreEqual(names, await folder.RunAsync("sh", "-c", Names));
        Assert.AreEqual(contents, await folder.RunAsync("sh", "-c", Contents));
    }

    private static string[] Eject(string kind) =>
        [
            "build",
            "Greeter",
            "-t:EjectDockerfile",
            $"-p:DockerEject={kind}",
            $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}",
        ];

    private static Task<string> BuildAsync(UserFolder folder, string context) =>
        CommandLine.DockerAsync("build", "-q", "-t", folder.Image, Path.Combine(folder.Path, context));

    // The packages are in the build context, because the container has no network.
    private static void WriteProject(UserFolder folder)
    {
        folder.WriteConsoleProject(
            "Greeter/Greeter.csproj",
            "<Deterministic>true</Deterministic>",
            """<None Update="run.sh;notes.txt" CopyToOutputDirectory="PreserveNewest" />"""
        );
        folder.Write("Greeter/run.sh", "#!/bin/sh\n");
        folder.Write("Greeter/notes.txt", "notes");
        folder.Write(
            "Greeter/nuget.config",
            """
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="feed" />
              </packageSources>
            </configuration>
            """
        );
        var package = $"Dockerize.Build.{TestMachine.PackageVersion}.nupkg";
        var feed = Directory.CreateDirectory(Path.Combine(folder.Path, "Greeter", "feed")).FullName;
        File.Copy(Path.Combine(TestMachine.Feed, package), Path.Combine(feed, package));
    }
}
