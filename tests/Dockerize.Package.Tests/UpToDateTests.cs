using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>What has not changed is not built again, and whatever has is.</summary>
[TestClass]
public sealed class UpToDateTests
{
    private const string UpToDate = "is up to date";

    [TestMethod]
    public async Task A_second_publish_with_nothing_changed_says_so_and_sends_nothing()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("", """<None Update="data.txt" CopyToPublishDirectory="PreserveNewest" />""");
        folder.Write("Greeter/data.txt", "one");
        Built(await folder.PublishAsync("Greeter"));
        var id = await folder.ImageIdAsync();

        var second = UpToDateIs(await folder.PublishAsync("Greeter"));
        Assert.Contains($"Greeter -> {folder.Image}:latest", second.Output);
        Assert.Contains("Run it: docker run", second.Output);
        Assert.AreEqual(id, await folder.ImageIdAsync());
        var record = JObject.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder.Path, "Greeter/obj/Release/net10.0/docker/image.json"))
        );
        Assert.AreEqual(id, (string?)record["id"]);
        Assert.AreEqual($"{folder.Image}:latest", (string?)record["tags"]!.Single());

        // A byte.
        folder.Write("Greeter/data.txt", "two");
        Built(await folder.PublishAsync("Greeter"));
        Assert.AreEqual("two", await folder.RunAsync("cat", "/app/data.txt"));
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task A_tag_that_is_gone_or_moved_is_put_back_and_an_image_that_is_gone_is_built_again()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();
        Built(await folder.PublishAsync("Greeter", "-p:DockerTags=one two"));
        var id = await folder.ImageIdAsync("one");

        await CommandLine.DockerAsync("image", "rm", $"{folder.Image}:two");
        UpToDateIs(await folder.PublishAsync("Greeter", "-p:DockerTags=one two"));
        Assert.AreEqual(id, await folder.ImageIdAsync("two"));

        await UserFolder.TagBaseAsync($"{folder.Image}:two");
        UpToDateIs(await folder.PublishAsync("Greeter", "-p:DockerTags=one two three"));
        Assert.AreEqual(id, await folder.ImageIdAsync("two"));
        Assert.AreEqual(id, await folder.ImageIdAsync("three"));

        foreach (var tag in new[] { "one", "two", "three" })
            await CommandLine.RemoveImagesAsync($"{folder.Image}:{tag}");
        Built(await folder.PublishAsync("Greeter", "-p:DockerTags=one"));
        Assert.AreEqual("Hello from the image", await CommandLine.DockerAsync("run", "--rm", $"{folder.Image}:one"));
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Moved_base_image_tag_causes_a_rebuild()
    {
        await using var folder = new UserFolder();
        var baseImage = $"{folder.Image}:base";
        await MakeBaseAsync(folder, "1");
        await folder.UseConsoleAppAsync($"<DockerBaseImage>{baseImage}</DockerBaseImage>");
        Built(await folder.PublishAsync("Greeter"));
        UpToDateIs(await folder.PublishAsync("Greeter"));

        await MakeBaseAsync(folder, "2");
        Built(await folder.PublishAsync("Greeter"));
        Assert.AreEqual("2", await folder.RunAsync("cat", "/base"));

        // The registry has another one than the engine.
        await MakeBaseAsync(folder, "3");
        await CommandLine.DockerAsync("push", "-q", baseImage);
        await CommandLine.DockerAsync("tag", await IdOfAsync($"{folder.Image}:base2"), baseImage);
        UpToDateIs(await folder.PublishAsync("Greeter"));
        Built(await folder.PublishAsync("Greeter", "-p:DockerPull=Always"));
        Assert.AreEqual("3", await folder.RunAsync("cat", "/base"));
        UpToDateIs(await folder.PublishAsync("Greeter", "-p:DockerPull=Always"));
    }

    [TestMethod]
    public async Task A_Dockerfile_of_ones_own_is_compared_with_all_that_it_starts_from_and_copies_from()
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
        Built(await folder.PublishAsync("Greeter"));
        UpToDateIs(await folder.PublishAsync("Greeter"));

        await MakeBaseAsync(folder, "2");
        Built(await folder.PublishAsync("Greeter"));
        Assert.AreEqual("2", await folder.RunAsync("cat", "/copied"));
    }

    private static async Task MakeBaseAsync(UserFolder folder, string content)
    {
        // Of this test alone: engines know an image that is built twice by one id, and what one test takes away another
        // may need.
        var context = Path.GetDirectoryName(
            folder.Write(
                $"base{content}/Dockerfile",
                $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n"
                    + $"RUN echo {content} > /base && : {folder.Repository}\n"
            )
        )!;
        // Podman's service takes one name.
        await CommandLine.DockerAsync("build", "-q", "-t", $"{folder.Image}:base{content}", context);
        await CommandLine.DockerAsync("tag", $"{folder.Image}:base{content}", $"{folder.Image}:base");
    }

    private static Task<string> IdOfAsync(string image) =>
        CommandLine.DockerAsync("image", "inspect", "-f", "{{.Id}}", image);

    private static void Built(CommandResult result)
    {
        result.Succeeded();
        Assert.DoesNotContain(UpToDate, result.Output);
        Assert.Contains("Sending ", result.Output);
    }

    private static CommandResult UpToDateIs(CommandResult result)
    {
        result.Succeeded();
        Assert.Contains(UpToDate, result.Output);
        Assert.DoesNotContain("Sending ", result.Output);
        return result;
    }
}
