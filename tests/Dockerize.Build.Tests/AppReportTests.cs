namespace Dockerize.Build.Tests;

/// <summary>The report of a multi-platform image has the layers of each platform from its own record.</summary>
[TestClass]
public sealed class AppReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Output => Path.Combine(folder.Path, "obj", "docker");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow("report.html")]
    [DataRow("report.md")]
    public void Each_platform_has_its_own_layers(string file)
    {
        Save(Path.Combine(Output, "linux-amd64"), Record("linux/amd64", "COPY amd/ /"));
        Save(Path.Combine(Output, "linux-arm64"), Record("linux/arm64", "COPY arm/ /"));
        Save(Output, Index());

        Create(file).Update(Path.Combine(Output, "image.json"));

        var report = File.ReadAllText(Path.Combine(folder.Path, file)).Replace("<wbr/>", "");
        string[] expected = ["linux/amd64", "COPY amd/ /", "linux/arm64", "COPY arm/ /"];
        var positions = expected.Select(text => report.IndexOf(text, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, positions);
        CollectionAssert.AreEqual(positions.OrderBy(position => position).ToList(), positions);
    }

    [TestMethod]
    public void Missing_record_of_a_platform_is_a_section_without_layers()
    {
        Save(Path.Combine(Output, "linux-amd64"), Record("linux/amd64", "COPY amd/ /"));
        Save(Output, Index());

        Create("report.md").Update(Path.Combine(Output, "image.json"));

        var report = File.ReadAllText(Path.Combine(folder.Path, "report.md"));
        Assert.Contains("## `linux/amd64`", report);
        Assert.Contains("## `linux/arm64`\n\n–, 0 layers", report);
    }

    [TestMethod]
    public void Without_a_record_no_report_is_written()
    {
        Create("report.md").Update(Path.Combine(Output, "image.json"));

        Assert.IsFalse(File.Exists(Path.Combine(folder.Path, "report.md")));
    }

    private AppReport Create(string file)
    {
        var properties = new ProjectProperties(
            new Dictionary<string, string>
            {
                ["MSBuildProjectFullPath"] = Path.Combine(folder.Path, "Shop.csproj"),
                ["IntermediateOutputPath"] = "obj/",
                ["DockerReport"] = file,
            }
        );
        return new AppReport(new ProjectSettings(properties, []), new ProjectInfo(properties));
    }

    private static void Save(string folder, BuildRecord record) => record.Save(Path.Combine(folder, "image.json"));

    private static BuildRecord Index() =>
        Record("linux/amd64;linux/arm64", "COPY both/ /") with
        {
            Platforms = new Dictionary<string, PlatformRecord>
            {
                ["linux/amd64"] = new("sha256:a", null),
                ["linux/arm64"] = new("sha256:b", null),
            },
        };

    private static BuildRecord Record(string platform, string instruction) =>
        new()
        {
            Id = "sha256:" + new string('1', 64),
            Inputs = "sha256:2",
            Platform = platform,
            Size = 5,
            BaseImages = new Dictionary<string, BaseImageRecord>(),
            Tags = ["shop:1"],
            Layers = [new("sha256:3") { Instruction = instruction, Size = 5 }],
        };
}
