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
    public async Task Commands_run_in_the_network_of_the_build()
    {
        Assert.AreEqual("lo", await InterfacesAsync("none"));
        // The engine's machine has at least one more interface than a container.
        Assert.IsGreaterThan(2, (await InterfacesAsync("host")).Split('\n').Length);

        var error = await Assert.ThrowsAsync<Exception>(() => InterfacesAsync("missing-network"));
        // BuildKit supports only the networks above.
        Assert.AreEqual(TestMachine.Engine.IsPodman ? "DKZ2019" : "DKZ1011", error.Diagnostic().Code);
        Assert.Contains("missing-network", error.Diagnostic().Message);
    }

    // Returns the network interfaces of a command in the build. The build cache ignores the network.
    private static async Task<string> InterfacesAsync(string network)
    {
        using var image = new ImageBuilder($"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0")
        {
            Options = new BuildOptions { Network = network },
        };
        image.AddLine($"RUN cut -s -d: -f1 /proc/net/dev > /interfaces # {Guid.NewGuid():N}");
        image.AddLine("ENTRYPOINT [\"cat\", \"/interfaces\"]");
        var id = await image.BuildAsync();
        var interfaces = await CommandLine.DockerAsync("run", "--rm", id);
        await CommandLine.RemoveImagesAsync(id);
        return string.Join('\n', interfaces.Split('\n').Select(name => name.Trim()));
    }
}
