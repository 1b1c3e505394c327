
namespace Dockerize.Package.Tests;

/// <summary>An engine that goes away or hangs in the middle of a publish: one coded error, exit code 1, and no tag.</summary>
[TestClass]
[TestCategory("AnyEngine")] // the faults come at words of Docker's
public sealed class BrokenEngineTests
{
    /// <summary>In seconds.</summary>
    private const int Timeout = 5;

    // From the engine's end to the publish's; of one that hangs DockerTimeout comes first, for its silence and for the ping.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static string Host => TestMachine.Engine.Host;

    [TestMethod]
    [DataRow("while the files are sent", "DKZ2003")]
    [DataRow("while it builds", "DKZ2003")]
    [DataRow("inside a message", "DKZ2003")]
    [DataRow("before the tag", "DKZ2003")]
    [DataRow("hangs while it builds", "DKZ2013")]
    [DataRow("answers with HTML", "DKZ2004")]
    public async Task Nothing_is_tagged_when_the_engine_is_gone(string when, string code)
    {
        await using var folder = new UserFolder();
        using var proxy = FaultyEngine.InFrontOf(Host);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.On(when == "before the tag" ? "POST /images/sha256:" : "POST /build", async exchange =>
        {
            await (when switch
            {
                "while the files are sent" => exchange.PassAsync(sent: 4000),
                "while it builds" => exchange.PassAsync(answered: "Running in"),
                "inside a message" => exchange.PassAsync(answered: "Step", then: () => exchange.SayAsync("""{"stream":"St""")),
                "hangs while it builds" => exchange.PassAsync(answered: "Running in"),
                "answers with HTML" => exchange.AnswerAsync("500 Internal Server Error", "<html><body><h1>Oops</h1></body></html>", "Content-Type: text/html\r\n"),
                _ => Task.CompletedTask,
            });
            if (when.StartsWith("hangs", StringComparison.Ordinal))
                proxy.On("", other => other.FallSilentAsync());
            gone.TrySetResult();
            if (when.StartsWith("hangs", StringComparison.Ordinal))
                await exchange.FallSilentAsync();
        });
        await folder.UseConsoleAppAsync(items: """<DockerRun Include="waits" Command="sleep 20" />""");

        var publish = folder.PublishAsync("Greeter", $"-p:DockerHost={proxy.Host}", $"-p:DockerTimeout={Timeout}");
        await Task.WhenAny(publish, gone.Task);
        var result = await publish.WaitAsync(code == "DKZ2013" ? Limit + 2 * TimeSpan.FromSeconds(Timeout) : Limit);

        Assert.AreEqual(1, result.ExitCode, result.Output);
        StringAssert.Contains(result.Output, "error " + code, StringComparison.Ordinal);
        Assert.DoesNotContain("<html>", result.Output);
        Assert.DoesNotContain("   at ", result.Output);
        Assert.AreEqual("", await folder.ImageIdAsync());
    }

    [TestMethod]
    public async Task A_command_may_be_silent_for_longer_than_the_timeout_of_the_engine()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(items: """<DockerRun Include="waits" Command="sleep 8; echo after the silence" />""");

        // From the cache the command would not run.
        var log = (await folder.PublishAsync("Greeter", "-p:DockerTimeout=3", "-p:DockerBuildNoCache=true", "-v:normal")).Succeeded();

        Assert.MatchesRegex(@"(?m)^\s*after the silence\s*$", log);
    }

    [TestMethod]
    public async Task A_push_that_breaks_fails_the_publish()
    {
        await using var folder = new UserFolder();
        using var proxy = FaultyEngine.InFrontOf(Host);
        proxy.On($"POST /images/{folder.Image}/push", exchange => exchange.PassAsync(answered: "status"));
        await folder.UseConsoleAppAsync();

        var result = await folder.PublishAsync("Greeter", $"-p:DockerHost={proxy.Host}", "-p:DockerPush=true");

        Assert.AreEqual(1, result.ExitCode, result.Output);
        StringAssert.Contains(result.Output, "error DKZ2003", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Projects_of_a_solution_are_built_side_by_side()
    {
        await using var folder = new UserFolder();
        using var proxy = FaultyEngine.InFrontOf(Host);
        var (asked, all) = (0, new TaskCompletionSource());
        string[] names = ["Greeter", "Nodder", "Waver"];
        proxy.On("POST /build", async exchange =>
        {
            // Each build waits until the engine has been asked for the others.
            if (Interlocked.Increment(ref asked) == names.Length)
                all.SetResult();
            await all.Task.WaitAsync(TimeSpan.FromMinutes(2));
            await exchange.PassAsync();
        });
        foreach (var name in names)
            folder.WriteConsoleProject($"{name}/{name}.csproj", $"<DockerRepository>{folder.Repository}</DockerRepository><DockerTags>{name}</DockerTags>");
        folder.Write("All.slnx", $"<Solution>{string.Concat(names.Select(name => $"""<Project Path="{name}/{name}.csproj" />"""))}</Solution>");

        // On fewer nodes than there are projects: one of them goes on with another project while the engine works. With a single one MSBuild never does.
        (await folder.DotnetAsync("publish", "All.slnx", "-m:2", $"-p:DockerHost={proxy.Host}", $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}", $"-p:DockerRegistry={TestMachine.Registry}")).Succeeded();

        foreach (var name in names)
            Assert.AreNotEqual("", await folder.ImageIdAsync(name));
    }
}
