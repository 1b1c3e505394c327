namespace Dockerize.Build.Tests;

/// <summary>Runtime identifiers and properties are converted to platforms.</summary>
[TestClass]
public sealed class ImagePlatformTests
{
    [TestMethod]
    [DataRow("linux-x64", "linux/amd64")]
    [DataRow("linux-musl-arm64", "linux/arm64")]
    [DataRow("linux-arm", "linux/arm/v7")]
    [DataRow("win-x64", null)]
    [DataRow("", null)]
    public void Runtime_identifier_maps_to_its_platform(string rid, string? platform) =>
        Assert.AreEqual(platform, TargetPlatform.FromRuntimeIdentifier(rid)?.ToString());

    [TestMethod]
    public void Invalid_platform_is_an_error_with_the_property_name()
    {
        Assert.IsNull(SettingParsers.Platform("DockerPlatform", null));
        Assert.AreEqual("linux/arm/v7", SettingParsers.Platform("DockerPlatform", " linux/arm/v7 ").ToString());
        foreach (var text in new[] { "arm64", "linux/", "linux/amd64,linux/arm64", "linux\\arm64" })
        {
            var diagnostic = Assert
                .Throws<Exception>(() => SettingParsers.Platform("DockerPlatform", text))
                .Diagnostic();
            Assert.AreEqual("DKZ1011", diagnostic.Code);
            Assert.Contains($"'{text}' of DockerPlatform", diagnostic.Message);
        }
    }
}
