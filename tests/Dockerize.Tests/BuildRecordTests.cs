namespace Dockerize.Tests;

/// <summary>The record of the last build.</summary>
[TestClass]
public sealed class BuildRecordTests
{
    [TestMethod]
    public void Saved_build_record_is_loaded_unchanged()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "new", "image.json");
        var record = new BuildRecord
        {
            Id = "sha256:1",
            Inputs = "sha256:2",
            Platform = "linux/amd64",
            Size = 5_000_000_000,
            BaseImages = new Dictionary<string, BaseImageRecord>
            {
                ["localhost:5000/dotnet/aspnet:10.0"] = new("sha256:3", "sha256:4"),
                ["mine linux/arm64"] = new("sha256:5", null),
            },
            Tags = ["shop:1", "shop:latest"],
            Digests = new Dictionary<string, string> { ["shop:1"] = "sha256:6" },
            Platforms = new Dictionary<string, PlatformRecord>
            {
                ["linux/amd64"] = new("sha256:a", "sha256:b"),
                ["linux/arm64"] = new("sha256:c", null),
            },
            Layers =
            [
                new("sha256:7") { Base = "mine", IsNew = false },
                new("sha256:8")
                {
                    Instruction = "COPY app/ /",
                    Files = 3,
                    Size = 4_000_000_000,
                    IsNew = true,
                },
                new("sha256:9"),
            ],
        };

        record.Save(path);
        var read = BuildRecord.Load(path)!;

        Assert.AreEqual(
            (record.Id, record.Inputs, record.Platform, record.Size),
            (read.Id, read.Inputs, read.Platform, read.Size)
        );
        CollectionAssert.AreEqual(record.BaseImages.ToList(), read.BaseImages.ToList());
        CollectionAssert.AreEqual(record.Tags.ToList(), read.Tags.ToList());
        CollectionAssert.AreEqual(record.Digests.ToList(), read.Digests.ToList());
        CollectionAssert.AreEqual(record.Layers.ToList(), read.Layers.ToList());
        CollectionAssert.AreEqual(record.Platforms.ToList(), read.Platforms.ToList());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("{\"id\":1}")]
    [DataRow("{\"id\":\"\",\"inputs\":\"sha256:2\",\"baseImages\":{},\"tags\":[]}")]
    [DataRow("{\"id\":\"../containers/json\",\"inputs\":\"sha256:2\",\"baseImages\":{},\"tags\":[]}")]
    [DataRow("{\"id\":\"../x\",\"inputs\":\"sha256:2\",\"baseImages\":{},\"tags\":[]}")]
    [DataRow("{\"id\":\"sha256:1\",\"inputs\":\"sha256:2\",\"baseImages\":[]}")]
    public void Missing_or_invalid_build_record_is_ignored(string text)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "image.json");
        Assert.IsNull(BuildRecord.Load(path));

        File.WriteAllText(path, text);

        Assert.IsNull(BuildRecord.Load(path));
    }
}
