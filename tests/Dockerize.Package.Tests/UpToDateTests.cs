using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>An image is built again only if something has changed.</summary>
[TestClass]
public sealed class UpToDateTests
{
    private const string UpToDate = "is up to date";

    // BuildKit requests no files for a Dockerfile that copies none, so a build is recognized by its first step.
    private const string Step = @"\[[^\]]*[0-9]+/[0-9]+\] FROM";

    [TestMethod]
    public async Task Second_publish_without_changes_is_up_to_date_and_sends_nothing()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("", """<None Update="data.txt" CopyToPublishDirectory="PreserveNewest" />""");
        folder.Write("Greeter/data.txt", "one");
        AssertBuilt(await folder.PublishAsync("Greeter"));
        var id = await folder.ImageIdAsync();

        var second = AssertUpToDate(await folder.PublishAsync("Greeter"));
        Assert.Contains($"Greeter -> {folder.Image}:latest", second.Output);
        Assert.Contains("Run it: docker run", second.Output);
        Assert.AreEqual(id, await folder.ImageIdAsync());
        var record = JObject.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "Greeter/obj/Release/net10.0/docker/image.json"))
        );
        Assert.AreEqual(id, (string?)record["id"]);
        Assert.AreEqual($"{folder.Image}:latest", (string?)record["tags"]!.Single());

        // A file with the same length and other content.
        folder.Write("Greeter/data.txt", "two");
        AssertBuilt(await folder.PublishAsync("Greeter"));
        Assert.AreEqual("two", await folder.RunAsync("cat", "/app/data.txt"));
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Missing_or_moved_tag_is_restored_and_missing_image_is_built_again()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        AssertBuilt(await folder.PublishAsync("Greeter", "-p:DockerTags=one two"));
        var id = await folder.ImageIdAsync("one");
        await AssertCompressedSizesAsync(folder);

        await CommandLine.DockerAsync("image", "rm", $"{folder.Image}:two");
        AssertUpToDate(await folder.PublishAsync("Greeter", "-p:DockerTags=one two"));
        Assert.AreEqual(id, await folder.ImageIdAsync("two"));

        await UserFolder.TagBaseAsync($"{folder.Image}:two");
        AssertUpToDate(await folder.PublishAsync("Greeter", "-p:DockerTags=one two three"));
        Assert.AreEqual(id, await folder.ImageIdAsync("two"));
        Assert.AreEqual(id, await folder.ImageIdAsync("three"));

        foreach (var tag in new[] { "one", "two", "three" })
            await CommandLine.RemoveImagesAsync($"{folder.Image}:{tag}");
        AssertBuilt(await folder.PublishAsync("Greeter", "-p:DockerTags=one"));
        Assert.AreEqual("Hello from the image", await CommandLine.DockerAsync("run", "--rm", $"{folder.Image}:one"));
    }

    [TestMethod]
    public async Task Moved_base_image_tag_causes_a_rebuild()
    {
        await using var folder = new UserFolder();
        var baseImage = $"{folder.Image}:base";
        await MakeBaseAsync(folder, "1");
        await folder.UseConsoleAppAsync($"<DockerBaseImage>{baseImage}</DockerBaseImage>");
        AssertBuilt(await folder.PublishAsync("Greeter"));

        await MakeBaseAsync(folder, "2");
        AssertBuilt(await folder.PublishAsync("Greeter"));
        Assert.AreEqual("2", await folder.RunAsync("cat", "/base"));

        // The base image in the registry differs from the one in the engine.
        await MakeBaseAsync(folder, "3");
        await CommandLine.DockerAsync("push", "-q", baseImage);
        await CommandLine.DockerAsync("tag", await IdOfAsync($"{folder.Image}:base2"), baseImage);
        AssertUpToDate(await folder.PublishAsync("Greeter"));
        AssertBuilt(await folder.PublishAsync("Greeter", "-p:DockerPull=Always"));
        Assert.AreEqual("3", await folder.RunAsync("cat", "/base"));
        AssertUpToDate(await folder.PublishAsync("Greeter", "-p:DockerPull=Always"));
    }

    [TestMethod]
    public async Task Changed_image_that_a_custom_Dockerfile_uses_causes_a_rebuild()
    {
        await using var folder = new UserFolder();
        await MakeBaseAsync(folder, "1");
        await folder.UseConsoleAppAsync(
            "<DockerBuildFile>Dockerfile</DockerBuildFile>",
            """<DockerBuildArg Include="FROM" Value="base" />"""
        );
        folder.Write("Greeter/.dockerignore", "*\n");
        folder.Write(
            "Greeter/Dockerfile",
            $"ARG FROM\nFROM {folder.Image}:$FROM AS other\nFROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n"
                + "COPY --from=other /base /copied\n"
        );
        AssertBuilt(await folder.PublishAsync("Greeter"));
        AssertUpToDate(await folder.PublishAsync("Greeter"));

        await MakeBaseAsync(folder, "2");
        AssertBuilt(await folder.PublishAsync("Greeter"));
        Assert.AreEqual("2", await folder.RunAsync("cat", "/copied"));
    }

    private static async Task MakeBaseAsync(UserFolder folder, string content)
    {
        // The content is unique to this test. Images with the same content have the same id, and one test could remove
        // the image of another.
        var context = Path.GetDirectoryName(
            folder.Write(
                $"base{content}/Dockerfile",
                $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n"
                    + $"RUN echo {content} > /base && : {folder.Repository}\n"
            )
        )!;
        // The API of Podman accepts only one tag.
        await CommandLine.DockerAsync("build", "-q", "-t", $"{folder.Image}:base{content}", context);
        await CommandLine.DockerAsync("tag", $"{folder.Image}:base{content}", $"{folder.Image}:base");
    }

    private static Task<string> IdOfAsync(string image) =>
        CommandLine.DockerAsync("image", "inspect", "-f", "{{.Id}}", image);

    private static void AssertBuilt(CommandResult result)
    {
        result.Succeeded();
        Assert.DoesNotContain(UpToDate, result.Output);
        Assert.MatchesRegex(Step, result.Output);
    }

    private static CommandResult AssertUpToDate(CommandResult result)
    {
        result.Succeeded();
        Assert.Contains(UpToDate, result.Output);
        Assert.DoesNotMatchRegex(Step, result.Output);
        return result;
    }

    // Only containerd's image store has compressed layers.
    private static async Task AssertCompressedSizesAsync(UserFolder folder)
    {
        var record = JObject.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "Greeter/obj/Release/net10.0/docker/image.json"))
        );
        var isKnown = TestMachine.Engine.HasContainerdStore && !TestMachine.Engine.IsPodman;
        Assert.IsNotEmpty(record["layers"]!);
        foreach (var layer in record["layers"]!)
            Assert.AreEqual(isKnown, (long?)layer["compressedSize"] > 0, $"{layer}");
    }
}
