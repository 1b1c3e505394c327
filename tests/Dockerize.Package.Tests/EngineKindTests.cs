namespace Dockerize.Package.Tests;

/// <summary>A feature that an engine does not support is an error, and never silently ignored.</summary>
[TestClass]
public sealed class EngineKindTests
{
    [TestMethod]
    [TestCategory("Matrix")]
    public async Task BuildKit_is_used_if_the_engine_supports_it()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerBuildFile>Dockerfile</DockerBuildFile>");
        folder.Write(
            "Greeter/Dockerfile",
            $"""
            FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0
            ARG TARGETARCH
            RUN --mount=type=cache,target=/cache echo $TARGETARCH > /built-for
            """
        );

        // Without DockerBuilder, the engine uses the builder that supports this Dockerfile.
        (await folder.PublishAsync("Greeter")).Succeeded();
        Assert.AreNotEqual("", await folder.RunAsync("cat", "/built-for"));

        var result = await folder.PublishAsync("Greeter", "-p:DockerBuilder=buildkit", "-p:DockerForceBuild=true");
        if (TestMachine.Engine.IsPodman)
            Assert.Contains("error DKZ2017", result.Output);
        else
            result.Succeeded();
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Commands_run_in_the_network_of_DockerBuildNetwork()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            items: """<DockerRun Include="interfaces" Command="cut -s -d: -f1 /proc/net/dev > /interfaces" />"""
        );

        // The build cache ignores the network, so it is not used. An engine keeps the cache of an earlier run.
        (
            await folder.PublishAsync("Greeter", "-p:DockerBuildNetwork=none", "-p:DockerBuildNoCache=true")
        ).Succeeded();
        Assert.AreEqual("lo", (await folder.RunAsync("cat", "/interfaces")).Trim());

        // The engine's machine has at least one more interface than a container.
        (
            await folder.PublishAsync("Greeter", "-p:DockerBuildNetwork=host", "-p:DockerBuildNoCache=true")
        ).Succeeded();
        Assert.IsGreaterThan(2, (await folder.RunAsync("cat", "/interfaces")).Split('\n').Length);

        var result = await folder.PublishAsync(
            "Greeter",
            $"-p:DockerBuildNetwork={folder.Repository}",
            "-p:DockerBuildNoCache=true"
        );
        Assert.AreEqual(1, result.ExitCode, result.Output);
        Assert.Contains(TestMachine.Engine.IsPodman ? "error DKZ2019" : "error DKZ2008", result.Output);
        Assert.Contains(
            folder.Repository,
            result.Output[result.Output.IndexOf("error DKZ", StringComparison.Ordinal)..]
        );
    }
}
