namespace Dockerize.Package.Tests;

/// <summary>A publish whose engine fails, and publishes that share an engine.</summary>
[TestClass]
[TestCategory("AnyEngine")] // the faults depend on output of Docker
public sealed class BrokenEngineTests
{
    // The maximum time from the failure of the engine to the end of the publish.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static string Host => TestMachine.Engine.Host;

    [TestMethod]
    public async Task Publish_fails_and_tags_no_image_when_the_engine_stops_during_the_build()
    {
        await using var folder = new UserFolder();
        using var proxy = FaultyEngine.InFrontOf(Host);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.On(
            "POST /build",
            async exchange =>
            {
                await exchange.PassAsync(answered: "Running in");
                gone.TrySetResult();
            }
        );
        await folder.UseConsoleAppAsync(items: """<DockerRun Include="waits" Command="sleep 20" />""");

        // The messages of BuildKit are encoded, so the server could not find the text.
        var publish = folder.PublishAsync("Greeter", $"-p:DockerHost={proxy.Host}", "-p:DockerBuilder=classic");
        await Task.WhenAny(publish, gone.Task);
        var result = await publish.WaitAsync(Limit);

        Assert.AreEqual(1, result.ExitCode, result.Output);
        Assert.Contains("error DKZ2003", result.Output);
        Assert.DoesNotContain("   at ", result.Output);
        Assert.AreEqual("", await folder.ImageIdAsync());
    }

    [TestMethod]
    public async Task Images_of_a_solution_are_built_in_parallel()
    {
        await using var folder = new UserFolder();
        using var proxy = FaultyEngine.InFrontOf(Host);
        var (asked, all) = (0, new TaskCompletionSource());
        string[] names = ["Greeter", "Nodder", "Waver"];
        proxy.On(
            "POST /build",
            async exchange =>
            {
                // Each build waits until all builds have been requested.
                if (Interlocked.Increment(ref asked) == names.Length)
                    all.SetResult();
                await all.Task.WaitAsync(TimeSpan.FromMinutes(2));
                await exchange.PassAsync();
            }
        );
        foreach (var name in names)
            folder.WriteConsoleProject(
                $"{name}/{name}.csproj",
                $"<DockerRepository>{folder.Repository}</DockerRepository><DockerTags>{name}</DockerTags>"
            );
        folder.Write(
            "All.slnx",
            "<Solution>"
                + $"{string.Concat(names.Select(name => $"""<Project Path="{name}/{name}.csproj" />"""))}</Solution>"
        );

        // There are fewer nodes than projects, so one node continues with another project while the engine builds. With
        // a single node, MSBuild never does so.
        (
            await folder.DotnetAsync(
                "publish",
                "All.slnx",
                "-m:2",
                $"-p:DockerHost={proxy.Host}",
                $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}",
                $"-p:DockerRegistry={TestMachine.Registry}"
            )
        ).Succeeded();

        foreach (var name in names)
            Assert.AreNotEqual("", await folder.ImageIdAsync(name));
    }
}
