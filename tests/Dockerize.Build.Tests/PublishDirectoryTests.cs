namespace Dockerize.Build.Tests;

[TestClass]
public sealed class PublishDirectoryTests
{
    [TestMethod]
    public void Every_file_is_read_once_with_what_the_build_knows_of_it()
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
            knowsWebRoot: true
        );

        Assert.AreEqual(
            "Dapper.dll:Packages Pricing.dll:Projects Shop.deps.json:App Shop.dll:App "
                + "de/Dapper.resources.dll:Packages wwwroot/site.css:Assets",
            string.Join(' ', files.Select(file => $"{file.Path}:{file.Layer}"))
        );
        Assert.IsEmpty(stale);
    }

    [TestMethod]
    public void A_static_web_asset_that_an_earlier_publish_left_stays_out()
    {
        using var folder = Published("Shop.dll", "wwwroot/site.css", "wwwroot/old.css", "wwwroot/old.css.br");

        var (files, stale) = PublishDirectory.Read(
            folder.Path,
            "Shop",
            Known(("wwwroot/site.css", Layer.Assets)),
            knowsWebRoot: true
        );

        Assert.AreEqual("Shop.dll wwwroot/site.css", string.Join(' ', files.Select(file => file.Path)));
        Assert.AreEqual("wwwroot/old.css wwwroot/old.css.br", string.Join(' ', stale));
    }

    [TestMethod]
    public void All_of_wwwroot_belongs_where_the_build_knows_nothing_of_it()
    {
        using var folder = Published("Shop.dll", "wwwroot/site.css");

        var (files, stale) = PublishDirectory.Read(
            folder.Path,
            "Shop",
            Known(("Shop.dll", Layer.App)),
            knowsWebRoot: false
        );

        Assert.HasCount(2, files);
        Assert.IsEmpty(stale);
    }

    [TestMethod]
    public void A_folder_without_the_app_is_an_error_that_says_to_publish()
    {
        using var folder = Published("Other.dll");

        foreach (var path in new[] { folder.Path, Path.Combine(folder.Path, "nowhere") })
        {
            var diagnostic = Assert
                .Throws<Exception>(() => PublishDirectory.Read(path, "Shop", [], knowsWebRoot: true))
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

    private static IEnumerable<KeyValuePair<string, Layer>> Known(params (string Path, Layer Layer)[] files) =>
        files.Select(file => KeyValuePair.Create(file.Path, file.Layer));
}
