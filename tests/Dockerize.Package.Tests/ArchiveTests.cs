namespace Dockerize.Package.Tests;

/// <summary>An image is saved to a file that <c>docker load</c> reads.</summary>
[TestClass]
public sealed class ArchiveTests
{
    private readonly string repository = "archive-" + Guid.NewGuid().ToString("N")[..12];

    [TestMethod]
    [TestCategory("Matrix")]
    [DataRow("image.tar")]
    [DataRow("image.tar.gz")]
    public async Task Loaded_archive_is_the_image_with_all_tags(string file)
    {
        using var engine = await DockerEngine.ConnectAsync();
        using var folder = new SourceFolder();
        folder.Write("Dockerfile", $"FROM scratch\nCOPY Dockerfile /text\nLABEL test={repository}\n");
        ImageReference[] names =
        [
            .. new[] { "1", "2" }.Select(tag => ImageReference.Parse($"{TestMachine.Registry}/{repository}:{tag}")),
        ];
        string[] tags = [.. names.Select(name => name.Familiar)];
        var built = await engine.BuildAsync(new ImageBuildRequest(folder.Path) { Tags = tags });
        var archive = Path.Combine(folder.Path, file);

        await engine.SaveAsync(new ImageSaveRequest(names, archive) { ImageId = built.Id });
        await CommandLine.RemoveImagesAsync(tags);
        foreach (var tag in tags)
            Assert.IsNull(await engine.InspectAsync(tag));
        await CommandLine.DockerAsync("load", "--input", archive);

        foreach (var tag in tags)
            Assert.AreEqual(built.Id, (await engine.InspectAsync(tag))?.Id);
        await CommandLine.RemoveImagesAsync(tags);
    }
}
