using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>A custom Dockerfile is built unchanged and never written to.</summary>
[TestClass]
public sealed class OwnDockerfileTests
{
    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Engine_warning_is_a_warning_with_a_code_that_can_be_suppressed()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            "<DockerBuildFile>Dockerfile</DockerBuildFile><DockerBuilder>classic</DockerBuilder>",
            """<DockerBuildArg Include="NOBODY" Value="1" />"""
        );
        var dockerfile = folder.Write("Greeter/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n");

        // The messages of Podman and Docker differ.
        StringAssert.Matches(
            (await folder.PublishAsync("Greeter")).Succeeded(),
            new Regex($@"{Regex.Escape(dockerfile)} : warning DKZ2014: The engine reported a warning: .*\[NOBODY\]")
        );
        Assert.DoesNotContain(
            "DKZ2014",
            (await folder.PublishAsync("Greeter", "-p:NoWarn=DKZ2014", "-p:DockerForceBuild=true")).Succeeded()
        );
        StringAssert.Contains(
            (await folder.PublishAsync("Greeter", "-p:DockerForceBuild=true", "-warnaserror:DKZ2014")).Output,
            "error DKZ2014",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public async Task Publish_in_a_container_without_an_engine_builds_no_image()
    {
        await using var folder = new UserFolder();
        // The Dockerfile does not exist in the container, because .dockerignore usually excludes it.
        folder.WriteConsoleProject("Greeter/Greeter.csproj", "<DockerBuildFile>Dockerfile</DockerBuildFile>");
        (await folder.DotnetAsync("restore", "Greeter")).Succeeded();
        var sdk = Path.GetDirectoryName(
            Environment.ProcessPath is { } path && Path.GetFileName(path).StartsWith("dotnet", StringComparison.Ordinal)
                ? path
                : typeof(object).Assembly.Location
        )!;
        while (!Directory.Exists(Path.Combine(sdk, "sdk")))
            sdk = Path.GetDirectoryName(sdk)!;
        string[] container =
        [
            "run",
            "--rm",
            "-v",
            $"{sdk}:/sdk:ro",
            "-v",
            $"{folder.Path}:{folder.Path}",
            "-v",
            $"{TestMachine.PackageCache}:{TestMachine.PackageCache}",
            "-e",
            $"NUGET_PACKAGES={TestMachine.PackageCache}",
            "-e",
            "DOTNET_CLI_HOME=/tmp",
            "-w",
            folder.Path,
            $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0",
            "/sdk/dotnet",
            "publish",
            "Greeter",
            "--no-restore",
            "--disable-build-servers",
        ];

        var log = await CommandLine.DockerAsync(container);
        StringAssert.Contains(log, "No image is built", StringComparison.Ordinal);

        var push = await CommandLine.RunAsync(
            "docker",
            [.. container, "-p:DockerPush=true", "-p:DockerRegistry=localhost:1", "-p:DockerBuildFile="]
        );
        Assert.AreEqual(1, push.ExitCode);
        StringAssert.Contains(push.Output, "error DKZ2001", StringComparison.Ordinal);
        await CommandLine.DockerAsync(
            "run",
            "--rm",
            "-v",
            $"{folder.Path}:/clean",
            $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0",
            "chmod",
            "-R",
            "a+rwX",
            "/clean"
        );
    }
}
