using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>A fresh engine does not build an image that the registry already has.</summary>
[TestClass]
public sealed class PublishedImageTests
{
    private const string RecordFolder = "Greeter/obj/Release/net10.0/docker";

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Image_that_the_registry_has_is_built_again_only_after_a_change()
    {
        if (TestMachine.Engine.IsPodman)
            Assert.Inconclusive("The engine API of Podman cannot query a registry.");

        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("", """<None Update="data.txt" CopyToPublishDirectory="PreserveNewest" />""");
        folder.Write("Greeter/data.txt", "one");
        (await PublishAsync(folder)).Succeeded();
        var registry = new RegistryClient(TestMachine.Registry, folder.Repository);
        var (id, digest) = (await folder.ImageIdAsync(), await registry.FindDigestAsync("latest"));
        await BeginFreshAsync(folder);

        var second = await PublishAsync(folder);
        second.Succeeded();

        var line =
            $"{folder.Image}:1, {folder.Image}:latest already have this image ({digest}). Nothing was built or pushed.";
        Assert.Contains(line, second.Output);
        Assert.AreEqual("", await folder.ImageIdAsync());
        Assert.AreEqual(digest, await registry.FindDigestAsync("latest"));

        // The next publish asks the registry again.
        await AssertOutputsAsync(folder, id, digest!);

        folder.Write("Greeter/data.txt", "two");
        var changed = await PublishAsync(folder);
        changed.Succeeded();
        Assert.Contains($"Pushed {folder.Image}:latest", changed.Output);
        Assert.AreNotEqual(digest, await registry.FindDigestAsync("latest"));
        Assert.AreEqual("two", await folder.RunAsync("cat", "/app/data.txt"));

        await BeginFreshAsync(folder);
        var forced = await PublishAsync(folder, "-p:DockerForceBuild=true");
        forced.Succeeded();
        Assert.DoesNotContain("already have this image", forced.Output);
        Assert.AreNotEqual("", await folder.ImageIdAsync());
    }

    private static Task<CommandResult> PublishAsync(UserFolder folder, params string[] arguments) =>
        folder.PublishAsync("Greeter", ["-p:DockerPush=true", "-p:DockerTags=1 latest", .. arguments]);

    private static async Task BeginFreshAsync(UserFolder folder)
    {
        await CommandLine.RemoveImagesAsync($"{folder.Image}:1", $"{folder.Image}:latest");
        Directory.Delete(Path.Combine(folder.Path, RecordFolder), recursive: true);
    }

    private static async Task AssertOutputsAsync(UserFolder folder, string id, string digest)
    {
        var result = await PublishAsync(
            folder,
            "-getProperty:GeneratedDockerImageDigest",
            "-getProperty:GeneratedDockerImageId",
            "-getItem:GeneratedDockerImage"
        );

        var answer = JObject.Parse(result.Succeeded());
        Assert.AreEqual(digest, (string?)answer["Properties"]!["GeneratedDockerImageDigest"]);
        Assert.AreEqual(id, (string?)answer["Properties"]!["GeneratedDockerImageId"]);
        CollectionAssert.AreEqual(
            new[] { $"{folder.Image}:1 {id} {digest} true", $"{folder.Image}:latest {id} {digest} true" },
            answer["Items"]!["GeneratedDockerImage"]!
                .Select(item => $"{item["Identity"]} {item["ImageId"]} {item["Digest"]} {item["Pushed"]}")
                .ToArray()
        );
        var record = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, RecordFolder, "image.json")));
        CollectionAssert.AreEqual(
            new[] { $"{folder.Image}:1 {digest}", $"{folder.Image}:latest {digest}" },
            ((JObject)record["digests"]!).Properties().Select(entry => $"{entry.Name} {entry.Value}").ToArray()
        );
        Assert.AreEqual("", await folder.ImageIdAsync());
    }
}
