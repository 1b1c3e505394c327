using Dockerize.Indexes;

namespace Dockerize.Package.Tests;

/// <summary>The image is saved to a file that <c>docker load</c> reads.</summary>
[TestClass]
public sealed class ArchiveTests
{
    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Loaded_archive_is_the_image_with_all_tags_and_an_unchanged_publish_keeps_it()
    {
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();
        var path = Path.Combine(folder.Path, "images", "shop.tar.gz");

        var first = await PublishAsync(path);
        Assert.Contains($"Saving {folder.Image}:1, {folder.Image}:latest to {path}", first.Output);
        var (bytes, time) = (await File.ReadAllBytesAsync(path), File.GetLastWriteTimeUtc(path));
        var second = await PublishAsync(path);
        Assert.Contains($"{path} is up to date", second.Output);
        Assert.AreEqual(time, File.GetLastWriteTimeUtc(path));
        CollectionAssert.AreEqual(bytes, await File.ReadAllBytesAsync(path));
        await AssertLoadsAsync(folder, path);

        // A folder: the file is named after the repository.
        (await PublishAsync(Path.Combine(folder.Path, "folder") + "/")).Succeeded();
        Assert.IsTrue(File.Exists(Path.Combine(folder.Path, "folder", folder.Repository + ".tar.gz")));

        async Task<CommandResult> PublishAsync(string archive)
        {
            var result = await folder.PublishAsync(
                Sample.HelloWebProject,
                "-p:DockerTags=1 latest",
                Label(folder),
                $"-p:DockerArchive={archive}"
            );
            result.Succeeded();
            return result;
        }
    }

    [TestMethod]
    public async Task Uncompressed_archive_is_loaded_too()
    {
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();

        (
            await folder.PublishAsync(
                Sample.HelloWebProject,
                "-p:DockerTags=1 latest",
                Label(folder),
                "-p:ContainerArchiveOutputPath=../images/shop.tar"
            )
        ).Succeeded();

        await AssertLoadsAsync(folder, Path.Combine(folder.Path, "images", "shop.tar"));
        Assert.HasCount(1, Directory.GetFiles(Path.Combine(folder.Path, "images")));
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Archive_of_several_platforms_is_loaded_with_all_of_them()
    {
        TestMachine.Engine.RequireIndexes();
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();
        var path = Path.Combine(folder.Path, "shop.tar");
        string[] arguments =
        [
            "-p:DockerPlatforms=\"linux/amd64;linux/arm64\"",
            "-p:DockerTags=1 latest",
            Label(folder),
            $"-p:DockerArchive={path}",
        ];

        var first = await folder.PublishAsync(Sample.HelloWebProject, arguments);
        if (TestMachine.Engine.IsPodman)
        {
            Assert.Contains("error DKZ2032", first.Output);
            Assert.IsFalse(File.Exists(path));
            return;
        }

        first.Succeeded();
        var (bytes, time) = (await File.ReadAllBytesAsync(path), File.GetLastWriteTimeUtc(path));
        Assert.Contains($"{path} is up to date", (await folder.PublishAsync(Sample.HelloWebProject, arguments)).Output);
        Assert.AreEqual(time, File.GetLastWriteTimeUtc(path));
        CollectionAssert.AreEqual(bytes, await File.ReadAllBytesAsync(path));
        await AssertLoadsAsync(folder, path);

        using var engine = await DockerEngine.ConnectAsync();
        var answer = await engine.Api.InspectManifestsAsync(folder.Image, withManifests: true, CancellationToken.None);
        Assert.AreEqual(
            "linux/amd64 linux/arm64",
            string.Join(' ', IndexAnswers.Read(folder.Image, answer).Select(entry => entry.Platform))
        );
    }

    // Images with the same content have the same id, and one test could remove the image of another.
    private static string Label(UserFolder folder) => $"-p:DockerLabels=test={folder.Repository}";

    // Removes the image from the engine, loads it from the archive, and runs it.
    private static async Task AssertLoadsAsync(UserFolder folder, string archive)
    {
        var id = await folder.ImageIdAsync();
        await CommandLine.RemoveImagesAsync($"{folder.Image}:1", $"{folder.Image}:latest");
        Assert.AreEqual("", await folder.ImageIdAsync());

        await CommandLine.DockerAsync("load", "--input", archive);

        Assert.AreEqual(id, await folder.ImageIdAsync("1"));
        Assert.AreEqual(id, await folder.ImageIdAsync());
        await using var container = await Container.StartAsync($"{folder.Image}:1");
        Assert.Contains("Ada", await container.GetAsync("hello/Ada"));
    }
}
