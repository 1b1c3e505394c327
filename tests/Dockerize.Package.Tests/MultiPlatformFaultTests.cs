using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>A publish for several platforms whose engine is killed.</summary>
[TestClass]
public sealed class MultiPlatformFaultTests
{
    // The second build, the creation of the index, and the push.
    private static readonly (string Request, int Count)[] Deaths =
    [
        ("^POST [^ ]*/build", 2),
        ("^POST [^ ]*/(images/load|libpod/manifests/)", 1),
        ("^POST [^ ]*(/push|/registry/)", 1),
    ];

    [TestMethod]
    public async Task Killed_engine_is_one_error_and_leaves_the_tags_unchanged()
    {
        TestMachine.Engine.RequireIndexes();
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("", """<None Update="data.txt" CopyToPublishDirectory="PreserveNewest" />""");
        folder.Write("Greeter/data.txt", "old");
        (await PublishAsync(TestMachine.Engine.Host)).Succeeded();
        var id = await folder.ImageIdAsync();
        var old = await PushedIndex.ReadAsync(folder.Repository);

        folder.Write("Greeter/data.txt", "new");
        foreach (var (request, count) in Deaths)
        {
            using var proxy = FaultyEngine.InFrontOf(TestMachine.Engine.Host);
            KillAt(proxy, request, count);

            var result = await PublishAsync(proxy.Host);

            Assert.AreEqual(1, result.ExitCode, result.Output);
            var errors = Regex.Matches(result.Output, "error .*").Select(match => match.Value).Distinct().ToList();
            Assert.HasCount(1, errors, result.Output);
            Assert.MatchesRegex("^error DKZ[23]", errors[0]);
            Assert.AreEqual(old.Digest, (await PushedIndex.ReadAsync(folder.Repository)).Digest);
            if ((request, count) != Deaths[^1])
                Assert.AreEqual(id, await folder.ImageIdAsync());
        }

        // The next publish only has to push.
        var last = await PublishAsync(TestMachine.Engine.Host);
        last.Succeeded();
        Assert.DoesNotMatchRegex("Sen(ding|t) (none|[0-9])", last.Output);
        Assert.AreEqual("linux/amd64 linux/arm64", (await PushedIndex.ReadAsync(folder.Repository)).Platforms);
        Assert.AreEqual("new", await folder.RunAsync("cat", "/app/data.txt"));
        await UnnamedImages.AssertAsync(folder.Repository, old.Digest);

        Task<CommandResult> PublishAsync(string host) =>
            folder.PublishAsync(
                "Greeter",
                "-p:DockerPlatforms=\"linux/amd64;linux/arm64\"",
                "-p:DockerPush=true",
                $"-p:DockerLabels=test={folder.Repository}",
                $"-p:DockerHost={host}"
            );
    }

    private static void KillAt(FaultyEngine proxy, string request, int count)
    {
        var seen = 0;
        proxy.On(
            "POST ",
            exchange =>
            {
                if (!Regex.IsMatch(exchange.Head, request) || Interlocked.Increment(ref seen) < count)
                    return exchange.PassAsync();
                proxy.Kill();
                return Task.CompletedTask;
            }
        );
    }
}
