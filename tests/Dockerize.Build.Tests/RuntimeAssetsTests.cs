namespace Dockerize.Build.Tests;

[TestClass]
public sealed class RuntimeAssetsTests
{
    [TestMethod]
    [DataRow("Dapper.dll", true)]
    [DataRow("runtimes/readme.txt", true)]
    [DataRow("runtimes/linux-x64/native/libe_sqlite3.so", true)]
    [DataRow("runtimes/linux/lib/net8.0/A.dll", true)]
    [DataRow("runtimes/unix/lib/net8.0/A.dll", true)]
    [DataRow("runtimes/unix-x64/lib/net8.0/A.dll", true)]
    [DataRow("runtimes/any/native/a", true)]
    [DataRow("runtimes/debian-x64/native/a.so", true)]
    [DataRow("runtimes/something-new/native/a.so", true)]
    [DataRow("runtimes/linux-arm64/native/a.so", false)]
    [DataRow("runtimes/linux-musl-x64/native/a.so", false)]
    [DataRow("runtimes/alpine-x64/native/a.so", false)]
    [DataRow("runtimes/win-x64/native/a.dll", false)]
    [DataRow("runtimes/win/lib/net8.0/A.dll", false)]
    [DataRow("runtimes/win10-x64/native/a.dll", false)]
    [DataRow("runtimes/osx-x64/native/a.dylib", false)]
    [DataRow("runtimes/osx.10.12-x64/native/a.dylib", false)]
    [DataRow("runtimes/maccatalyst-arm64/native/a.dylib", false)]
    [DataRow("runtimes/browser-wasm/nativeassets/a.a", false)]
    public void Image_for_linux_amd64_with_glibc_loads_only_matching_runtime_assets(string path, bool loaded) =>
        Assert.AreEqual(loaded, RuntimeAssets.CanLoad(path, new ImagePlatform("linux", "amd64", IsMusl: false)));

    [TestMethod]
    [DataRow("runtimes/linux-musl-x64/native/a.so", true)]
    [DataRow("runtimes/alpine-x64/native/a.so", true)]
    [DataRow("runtimes/linux-x64/native/a.so", true)]
    [DataRow("runtimes/linux-musl-arm64/native/a.so", false)]
    public void Image_for_Alpine_loads_musl_assets_and_their_fallbacks(string path, bool loaded) =>
        Assert.AreEqual(loaded, RuntimeAssets.CanLoad(path, new ImagePlatform("linux", "amd64", IsMusl: true)));

    [TestMethod]
    public void Unknown_platform_details_prune_no_runtime_assets()
    {
        Assert.IsTrue(
            RuntimeAssets.CanLoad(
                "runtimes/linux-musl-x64/native/a.so",
                new ImagePlatform("linux", "amd64", IsMusl: null)
            )
        );
        Assert.IsTrue(
            RuntimeAssets.CanLoad("runtimes/linux-arm64/native/a.so", new ImagePlatform("linux", null, IsMusl: false))
        );
        Assert.IsTrue(
            RuntimeAssets.CanLoad("runtimes/linux-x64/native/a.so", new ImagePlatform("windows", "amd64", IsMusl: null))
        );
    }
}
