namespace Dockerize.Tests;

[TestClass]
public sealed class LayersTests
{
    private static readonly ImagePlatform Linux = new("linux", "amd64", IsMusl: false);

    [TestMethod]
    public void Every_published_file_is_in_exactly_one_layer_at_its_place_in_the_image()
    {
        using var folder = new TemporaryFolder();
        var app = App(folder,
            ("libcoreclr.so", PublishedFileOrigin.Runtime),
            ("Dapper.dll", PublishedFileOrigin.Package),
            ("wwwroot/site.css", PublishedFileOrigin.StaticWebAsset),
            ("Pricing.dll", PublishedFileOrigin.Project),
            ("Shop.dll", PublishedFileOrigin.App));

        Assert.AreEqual(
            "app/app/Shop.dll assets/app/wwwroot/site.css packages/app/Dapper.dll projects/app/Pricing.dll runtime/app/libcoreclr.so",
            Paths(Layers.Split(app, "/app", Linux)));
        Assert.AreEqual(
            "app/Shop.dll assets/wwwroot/site.css packages/Dapper.dll projects/Pricing.dll runtime/libcoreclr.so",
            Paths(Layers.Split(app, "/", Linux)));
        StringAssert.StartsWith(Paths(Layers.Split(app, "/srv/my app/", Linux)), "app/srv/my app/Shop.dll ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Files_that_only_other_platforms_load_are_left_out_of_packages_alone()
    {
        using var folder = new TemporaryFolder();
        var app = App(folder,
            ("runtimes/win-x64/native/a.dll", PublishedFileOrigin.Package),
            ("runtimes/linux-x64/native/a.so", PublishedFileOrigin.Package),
            ("runtimes/win-x64/own.txt", PublishedFileOrigin.App));

        Assert.AreEqual("app/app/runtimes/win-x64/own.txt packages/app/runtimes/linux-x64/native/a.so", Paths(Layers.Split(app, "/app", Linux)));
        Assert.HasCount(3, Layers.Split(app, "/app", platform: null));
    }

    [TestMethod]
    public void Executable_is_what_is_a_program_whatever_the_mode_of_its_source()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Shop", "app host");
        folder.Write("tool", [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]);
        folder.Write("start.sh", "#!/bin/sh\n");
        folder.Write("Shop.dll", "MZ");
        folder.Write("empty", "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder.Path, "Shop.dll"), (UnixFileMode)Convert.ToInt32("777", 8));
        var files = new[] { "Shop", "Shop.dll", "empty", "start.sh", "tool" }
            .Select(path => new PublishedFile(Path.Combine(folder.Path, path), path, PublishedFileOrigin.App));

        var context = Layers.Split(new PublishedApp { AssemblyName = "Shop", FrameworkVersion = "10.0", Files = [.. files] }, "/app", Linux);

        Assert.AreEqual("app/app/Shop app/app/start.sh app/app/tool", Paths(context.Where(file => file.IsExecutable)));
    }

    private static PublishedApp App(TemporaryFolder folder, params (string Path, PublishedFileOrigin Origin)[] files) => new()
    {
        AssemblyName = "Shop",
        FrameworkVersion = "10.0",
        Files = [.. files.Select(file => new PublishedFile(folder.Write(file.Path, file.Path), file.Path, file.Origin))],
    };

    private static string Paths(IEnumerable<ContextFile> files) => string.Join(' ', files.Select(file => file.Path));
}
