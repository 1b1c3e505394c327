namespace Dockerize.Tests;

[TestClass]
public sealed class ImageInspectionTests
{
    [TestMethod]
    [DataRow("linux/amd64", true)]
    [DataRow("linux/amd64/v2", true)]
    [DataRow("linux/arm64", false)]
    [DataRow("windows/amd64", false)]
    public void Image_runs_on_its_operating_system_and_architecture(string platform, bool runs) =>
        Assert.AreEqual(
            runs,
            new ImageInspection
            {
                Id = "sha256:1",
                Os = "linux",
                Architecture = "amd64",
            }.RunsOn(Platform.Parse(platform))
        );
}
