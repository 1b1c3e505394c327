namespace Dockerize.Package.Tests;

/// <summary>Two builds of the same content have the same layers, on any machine and without a cache.</summary>
[TestClass]
public sealed class LayerTests
{
    // The layers of the sample on top of the base image, in their order.
    private const int Packages = 0;
    private const int Assets = 1;
    private const int Projects = 2;
    private const int App = 3;

    // The sample, published from a commit and from the next commit, which changes one line.
    private static readonly Lazy<Task<Commits>> TwoCommits = new(PublishTwoCommitsAsync);

    [TestMethod]
    public async Task Build_of_unchanged_content_without_a_cache_creates_the_same_layers()
    {
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();

        (
            await folder.PublishAsync(Sample.HelloWebProject, "-p:DockerTags=first", "-p:DockerBuildNoCache=true")
        ).Succeeded();
        await Task.Delay(TimeSpan.FromSeconds(1.1)); // a layer that contains the time would differ
        (
            await folder.PublishAsync(Sample.HelloWebProject, "-p:DockerTags=second", "-p:DockerBuildNoCache=true")
        ).Succeeded();

        Assert.AreNotEqual(
            await folder.ImageIdAsync("first"),
            await folder.ImageIdAsync("second"),
            "the second image was built without the cache"
        );
        CollectionAssert.AreEqual(await folder.LayersAsync("first"), await folder.LayersAsync("second"));
    }

    [TestMethod]
    public async Task One_line_commit_changes_only_the_layers_of_projects_and_app()
    {
        var commits = await TwoCommits.Value;
        var (before, after) = (WithContent(commits.FirstLayers), WithContent(commits.SecondLayers));

        Assert.HasCount(before.Length, after);
        CollectionAssert.AreEqual(before[..^4], after[..^4], "the base image");
        Assert.AreEqual(before[^4..][Packages], after[^4..][Packages]);
        Assert.AreEqual(before[^4..][Assets], after[^4..][Assets]);
        Assert.AreNotEqual(
            before[^4..][Projects],
            after[^4..][Projects],
            "the version of each assembly contains the commit"
        );
        Assert.AreNotEqual(before[^4..][App], after[^4..][App]);
    }

    [TestMethod]
    public async Task One_line_commit_pushes_less_than_a_hundredth_of_the_first_push()
    {
        var commits = await TwoCommits.Value;

        Assert.IsGreaterThan(10_000_000, commits.FirstBytes, "the first push also sends the base image");
        Assert.IsLessThan(commits.FirstBytes / 100, commits.SecondBytes);
    }

    [TestMethod]
    public async Task File_deleted_from_wwwroot_is_not_in_the_next_image()
    {
        await using var folder = new UserFolder();
        Sample.CopyTo(Sample.HelloWeb, folder.Path);
        folder.Write("Web/wwwroot/old.css", "p { color: red; }");

        (await folder.PublishAsync(Sample.HelloWebProject)).Succeeded();
        Assert.Contains("old.css", await ListAsync(folder));

        File.Delete(Path.Combine(folder.Path, "Web", "wwwroot", "old.css"));
        var log = (await folder.PublishAsync(Sample.HelloWebProject)).Succeeded();

        Assert.DoesNotContain("old.css", await ListAsync(folder));
        StringAssert.Contains(log, "wwwroot/old.css", StringComparison.Ordinal, "excluded files are logged");
        Assert.IsTrue(
            File.Exists(Path.Combine(folder.Path, "Web", "bin", "Release", "net10.0", "publish", "wwwroot", "old.css")),
            "the publish folder still contains the deleted file"
        );
    }

    // Publishes and pushes from two clones, without the build cache of the engine.
    private static async Task<Commits> PublishTwoCommitsAsync()
    {
        using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
        await using var folder = new UserFolder();
        // With containerd's image store, the engine tries to mount the layers of the base image from other repositories
        // of the registry. It uploads them after the rejection.
        registry.On(
            $"POST /v2/{folder.Repository}/blobs/uploads/?mount=",
            exchange => exchange.AnswerAsync("401 Unauthorized", "{}")
        );

        var first = Path.Combine(folder.Path, "first");
        Sample.CopyTo(Sample.HelloWeb, first);
        folder.Write("first/.gitignore", "bin/\nobj/\n");
        await GitRepository.CreateAsync(first);
        var firstLayers = await PushAsync("first");
        var firstBytes = registry.Received;

        var program = Path.Combine(first, "Web", "Program.cs");
        await File.WriteAllTextAsync(
            program,
            (await File.ReadAllTextAsync(program)).Replace(
                "Say who you are",
                "Tell who you are",
                StringComparison.Ordinal
            )
        );
        await GitRepository.CommitAsync(first, "Change one line");
        await GitRepository.CloneAsync(folder.Path, "first", "second");
        var secondLayers = await PushAsync("second");
        return new(firstLayers, firstBytes, secondLayers, registry.Received - firstBytes);

        async Task<string[]> PushAsync(string clone)
        {
            (
                await folder.PublishAsync(
                    $"{clone}/{Sample.HelloWebProject}",
                    $"-p:DockerTags={clone}",
                    "-p:DockerBuildNoCache=true",
                    "-p:DockerPush=true",
                    $"-p:DockerRegistry={registry.Registry}"
                )
            ).Succeeded();
            var layers = await CommandLine.DockerAsync(
                "image",
                "inspect",
                "-f",
                "{{range .RootFS.Layers}}{{.}} {{end}}",
                $"{registry.Registry}/{folder.Repository}:{clone}"
            );
            return layers.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private static Task<string> ListAsync(UserFolder folder) =>
        CommandLine.DockerAsync("run", "--rm", "--entrypoint", "/bin/ls", folder.Image, "/app/wwwroot");

    // BuildKit creates an empty layer for WORKDIR.
    private static string[] WithContent(string[] layers) =>
        [.. layers.Where(layer => layer != BuildKitTests.EmptyLayer)];

    private sealed record Commits(string[] FirstLayers, long FirstBytes, string[] SecondLayers, long SecondBytes);
}
