using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>A Dockerfile of the user's is built as it is, and never written to.</summary>
[TestClass]
public sealed class OwnDockerfileTests
{
    [TestMethod]
    public async Task It_is_built_from_its_folder_without_what_is_ignored_with_its_arguments_and_its_target()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerBuildFile>docker/My.Dockerfile</DockerBuildFile><DockerBuildTarget>wanted</DockerBuildTarget>", """<DockerBuildArg Include="WHO" Value="Ada" />""");
        var text = $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0 AS wanted\r\nARG WHO\r\nCOPY . /copied/\r\nRUN echo \"$WHO\" > /who\r\nFROM wanted\r\nRUN false\r\n";
        var dockerfile = folder.Write("Greeter/docker/My.Dockerfile", text);
        folder.Write("Greeter/docker/.dockerignore", "**/*.log\n!keep.log\nsecret\n");
        foreach (var file in new[] { "a.txt", "b.log", "keep.log", "secret/key", "deep/c.txt", "deep/d.log", "logs/e.log" })
            folder.Write("Greeter/docker/" + file, file);

        (await folder.PublishAsync("Greeter")).Succeeded();

        Assert.AreEqual("Ada", await folder.RunAsync("cat", "/who"));
        Assert.AreEqual(
            "./.dockerignore ./My.Dockerfile ./a.txt ./deep/c.txt ./keep.log",
            (await folder.RunAsync("sh", "-c", "cd /copied && find . -type f | sort")).Replace('\n', ' '));
        Assert.AreEqual("", await folder.RunAsync("ls", "/copied/logs"), "a folder is there though all that is in it is ignored, as with docker build");
        Assert.AreEqual(text, await File.ReadAllTextAsync(dockerfile));
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task What_the_engine_warns_of_is_a_warning_with_a_code_that_can_be_turned_off()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerBuildFile>Dockerfile</DockerBuildFile><DockerBuilder>classic</DockerBuilder>", """<DockerBuildArg Include="NOBODY" Value="1" />""");
        var dockerfile = folder.Write("Greeter/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n");

        // Podman has other words for it than Docker.
        StringAssert.Matches((await folder.PublishAsync("Greeter")).Succeeded(), new Regex($@"{Regex.Escape(dockerfile)} : warning DKZ2014: The engine warns: .*\[NOBODY\]"));
        Assert.DoesNotContain("DKZ2014", (await folder.PublishAsync("Greeter", "-p:NoWarn=DKZ2014", "-p:DockerForceBuild=true")).Succeeded());
        StringAssert.Contains((await folder.PublishAsync("Greeter", "-p:DockerForceBuild=true", "-warnaserror:DKZ2014")).Output, "error DKZ2014", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task It_can_be_built_over_the_published_files_or_over_another_folder()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerBuildFile>Dockerfile</DockerBuildFile>");
        folder.Write("Greeter/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\nCOPY app/ /\nENTRYPOINT [\"dotnet\", \"/app/Greeter.dll\"]\n");

        (await folder.PublishAsync("Greeter", "-p:DockerBuildContext=Published")).Succeeded();
        Assert.AreEqual("Hello from the image", await folder.RunAsync());

        folder.Write("Greeter/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\nCOPY . /all/\n");
        folder.Write("elsewhere/only.txt", "");
        (await folder.PublishAsync("Greeter", "-p:DockerBuildContext=../elsewhere")).Succeeded();
        Assert.AreEqual("only.txt", await folder.RunAsync("ls", "-A", "/all"), "the Dockerfile from elsewhere is not copied");
    }

    [TestMethod]
    public async Task Its_context_can_be_written_out_again_and_again_and_is_not_sent_itself()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerBuildFile>docker/Dockerfile</DockerBuildFile><DockerBuildContextOutput>docker/context</DockerBuildContextOutput>");
        folder.Write("Greeter/docker/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\nCOPY . /all/\n");
        folder.Write("Greeter/docker/a.txt", "a");
        folder.Write("Greeter/docker/.dockerignore", "a.txt\n");
        folder.Write("Greeter/docker/Dockerfile.dockerignore", "Dockerfile*\n.dockerignore\n");

        // The docker CLI of these tests builds with this one.
        (await folder.PublishAsync("Greeter", "-p:DockerBuilder=classic")).Succeeded();
        (await folder.PublishAsync("Greeter", "-p:DockerBuilder=classic")).Succeeded();

        Assert.AreEqual("a.txt", await folder.RunAsync("ls", "-A", "/all"), "its own ignore file keeps both out");
        await CommandLine.DockerAsync("build", "-q", "-t", $"{folder.Image}:folder", Path.Combine(folder.Path, "Greeter", "docker", "context"));
        CollectionAssert.AreEqual(await folder.LayersAsync(), await folder.LayersAsync("folder"));
    }

    [TestMethod]
    public async Task What_it_makes_meaningless_is_one_warning_and_one_that_is_not_used_is_mentioned()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerHealthCheck>true</DockerHealthCheck>", """<DockerVolume Include="/data" /><DockerSystemPackage Include="curl" />""");
        folder.Write("Greeter/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n");

        var log = (await folder.PublishAsync("Greeter", "-p:DockerBuildFile=Dockerfile")).Succeeded();
        Assert.HasCount(1, Regex.Matches(log, "warning DKZ1021: .*DockerSystemPackage, DockerVolume, DockerHealthCheck"));

        log = (await folder.PublishAsync("Greeter", "-p:DockerBuild=false")).Succeeded();
        StringAssert.Contains(log, "set DockerBuildFile=Dockerfile", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_publish_inside_a_container_without_an_engine_makes_no_image_and_says_so_but_a_push_there_is_an_error()
    {
        await using var folder = new UserFolder();
        // As usual, .dockerignore keeps the Dockerfile out of the container.
        folder.WriteConsoleProject("Greeter/Greeter.csproj", "<DockerBuildFile>Dockerfile</DockerBuildFile>");
        (await folder.DotnetAsync("restore", "Greeter")).Succeeded();
        var sdk = Path.GetDirectoryName(Environment.ProcessPath is { } path && Path.GetFileName(path).StartsWith("dotnet", StringComparison.Ordinal) ? path : typeof(object).Assembly.Location)!;
        while (!Directory.Exists(Path.Combine(sdk, "sdk")))
            sdk = Path.GetDirectoryName(sdk)!;
        string[] container =
        [
            "run", "--rm", "-v", $"{sdk}:/sdk:ro", "-v", $"{folder.Path}:{folder.Path}", "-v", $"{TestMachine.PackageCache}:{TestMachine.PackageCache}",
            "-e", $"NUGET_PACKAGES={TestMachine.PackageCache}", "-e", "DOTNET_CLI_HOME=/tmp", "-w", folder.Path,
            $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0", "/sdk/dotnet", "publish", "Greeter", "--no-restore", "--disable-build-servers",
        ];

        var log = await CommandLine.DockerAsync(container);
        StringAssert.Contains(log, "No image is built", StringComparison.Ordinal);

        var push = await CommandLine.RunAsync("docker", [.. container, "-p:DockerPush=true", "-p:DockerRegistry=localhost:1", "-p:DockerBuildFile="]);
        Assert.AreEqual(1, push.ExitCode);
        StringAssert.Contains(push.Output, "error DKZ2001", StringComparison.Ordinal);
        await CommandLine.DockerAsync("run", "--rm", "-v", $"{folder.Path}:/clean", $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0", "chmod", "-R", "a+rwX", "/clean");
    }
}
