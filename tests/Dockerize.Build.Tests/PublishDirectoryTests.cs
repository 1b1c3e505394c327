namespace Dockerize.Build.Tests;

[TestClass]
public sealed class PublishDirectoryTests
{
    [TestMethod]
    public void Every_published_file_is_listed_once_with_its_layer()
    {
        using var folder = Published(
            "Shop.dll",
            "Shop.deps.json",
            "Dapper.dll",
            "de/Dapper.resources.dll",
            "Pricing.dll",
            "wwwroot/site.css"
        );

        var (files, stale) = PublishDirectory.Read(
            folder.Path,
            "Shop",
            Known(
                ("Shop.dll", Layer.App),
                ("Dapper.dll", Layer.Packages),
                (@"de\Dapper.resources.dll", Layer.Packages),
                ("Pricing.dll", Layer.Projects),
                (@"wwwroot\site.css", Layer.Assets)
            ),
            isOutdated: _ => false
        );

        Assert.AreEqual(
            "Dapper.dll:Packages Pricing.dll:Projects Shop.deps.json:App Shop.dll:App "
                + "de/Dapper.resources.dll:Packages wwwroot/site.css:Assets",
            string.Join(' ', files.Select(file => $"{file.Path}:{file.Layer}"))
        );
        Assert.IsEmpty(stale);
    }

    [TestMethod]
    public void Static_web_asset_of_an_earlier_publish_is_excluded()
    {
        using var folder = Published("Shop.dll", "wwwroot/site.css", "wwwroot/old.css", "wwwroot/main.js");

        var (files, stale) = PublishDirectory.Read(
            folder.Path,
            "Shop",
            Known(("wwwroot/site.css", Layer.Assets)),
            isOutdated: path => path is "wwwroot/site.css" or "wwwroot/old.css"
        );

        Assert.AreEqual("Shop.dll wwwroot/main.js wwwroot/site.css", string.Join(' ', files.Select(file => file.Path)));
        Assert.AreEqual("wwwroot/old.css", string.Join(' ', stale));
    }

    [TestMethod]
    public void Static_web_assets_are_recorded_for_each_publish_folder()
    {
        using var folder = Published("one/wwwroot/site.css", "two/wwwroot/site.css", "one/wwwroot/a|b.css");
        Record("one").Update([@"wwwroot\site.css", "wwwroot/a|b.css"]);

        Assert.IsTrue(Record("one").Contains("wwwroot/site.css"));
        Assert.IsTrue(Record("one").Contains("wwwroot/a|b.css"));
        Assert.IsFalse(Record("two").Contains("wwwroot/site.css"));

        File.Delete(Path.Combine(folder.Path, "one", "wwwroot", "site.css"));
        Record("one").Update([]);
        folder.Write("one/wwwroot/site.css", "of a target");
        Assert.IsFalse(Record("one").Contains("wwwroot/site.css"));
        Assert.IsTrue(Record("one").Contains("wwwroot/a|b.css"));

        StaticWebAssetRecord Record(string name) => new(folder.Path, Path.Combine(folder.Path, name));
    }

    [TestMethod]
    public void Empty_or_invalid_record_of_static_web_assets_excludes_no_files()
    {
        using var folder = Published("wwwroot/site.css");
        var empty = new StaticWebAssetRecord(folder.Path, folder.Path);
        empty.Update([]);
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));

        empty.Update(["wwwroot/site.css"]);
        File.WriteAllText(Directory.GetFiles(folder.Path, "static-web-assets.*").Single(), "\n|\nx\n");
        Assert.IsFalse(new StaticWebAssetRecord(folder.Path, folder.Path).Contains("wwwroot/site.css"));
    }

    [TestMethod]
    public void Publish_folder_without_the_app_is_an_error_that_suggests_dotnet_publish()
    {
        using var folder = Published("Other.dll");

        foreach (var path in new[] { folder.Path, Path.Combine(folder.Path, "nowhere") })
        {
            var diagnostic = Assert
                .Throws<Exception>(() => PublishDirectory.Read(path, "Shop", [], isOutdated: _ => false))
                .Diagnostic();
            Assert.AreEqual("DKZ1001", diagnostic.Code);
            StringAssert.Contains(diagnostic.Message, "dotnet publish", StringComparison.Ordinal);
        }
    }

    private static TemporaryFolder Published(params string[] paths)
    {
        var folder = new TemporaryFolder();
        foreach (var path in paths)
            folder.Write(path, path);
        return folder;
    }

    private static IEnumerable<LayeredPath> Known(params (string Path, Layer Layer)[] files) =>
        files.Select(file => new LayeredPath(file.Path, file.Layer));
}
