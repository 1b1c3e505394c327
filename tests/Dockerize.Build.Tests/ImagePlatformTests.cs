namespace Dockerize.Build.Tests;

/// <summary>Platforms, as the project and as the engine names them.</summary>
[TestClass]
public sealed class ImagePlatformTests
{
    [TestMethod]
    [DataRow("linux-x64", "linux/amd64")]
    [DataRow("linux-musl-arm64", "linux/arm64")]
    [DataRow("linux-arm", "linux/arm/v7")]
    [DataRow("win-x64", null)]
    [DataRow("", null)]
    public void A_runtime_identifier_asks_for_its_platform(string rid, string? platform) =>
        Assert.AreEqual(platform, ImagePlatform.FromRuntimeIdentifier(rid)?.ToString());

    [TestMethod]
    public void What_is_no_platform_is_refused_with_the_name_of_the_property()
    {
        Assert.IsNull(SettingParsers.Platform("DockerPlatform", null));
        Assert.AreEqual("linux/arm/v7", SettingParsers.Platform("DockerPlatform", " linux/arm/v7 ").ToString());
        foreach (var text in new[] { "arm64", "linux/", "linux/amd64,linux/arm64", "linux\\arm64" })
        {
            var diagnostic = Assert
                .Throws<Exception>(() => SettingParsers.Platform("DockerPlatform", text))
                .Diagnostic();
            Assert.AreEqual("DKZ1011", diagnostic.Code);
            Assert.Contains($"DockerPlatform is '{text}'", diagnostic.Message);
        }
    }
}
