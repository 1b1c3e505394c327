namespace Dockerize.Build.Tests;

[TestClass]
public sealed class LayerRulesTests
{
    private static readonly string Root = Path.GetFullPath("/src");

    // The packages of the repository are below a folder of the app.
    private static readonly SourceFolders Folders = new(
        PathOf("Shop"),
        [PathOf("Shop/build/intermediate")],
        [PathOf("Shop/packages/"), PathOf("nuget")],
        [PathOf("Shop/Nested"), PathOf("Pricing"), PathOf("Shop")]
    );

    [TestMethod]
    [DataRow("", "", "App")]
    [DataRow("", "ProjectReference", "Projects")]
    [DataRow("Dapper", "", "Packages")]
    [DataRow("Pricing", "ProjectReference", "Projects")]
    [DataRow("Contoso.App.Runtime.Host", "ProjectReference", "Projects")]
    [DataRow("Microsoft.NETCore.App.Runtime.linux-x64", "", "Runtime")]
    [DataRow("microsoft.aspnetcore.app.runtime.linux-x64", "", "Runtime")]
    public void Layer_of_a_published_file_follows_from_its_metadata(
        string package,
        string reference,
        string expected
    ) => Assert.AreEqual(expected, Classify("elsewhere/x.dll", package, reference));

    [TestMethod]
    [DataRow("Shop/appsettings.json", "App")]
    [DataRow("Shop/packages/proxy/1.0.0/tools/proxy.dll", "Packages")]
    [DataRow("nuget/proxy/1.0.0/tools/proxy.dll", "Packages")]
    [DataRow("nuget-like/proxy.dll", "App")]
    [DataRow("Pricing/prices.json", "Projects")]
    [DataRow("Pricing/runtimes/linux-x64/native/libpricing.so", "Projects")]
    [DataRow("Shop/Nested/nested.json", "Projects")]
    [DataRow("Shared/shared.json", "App")]
    public void Layer_of_content_follows_from_the_innermost_folder_of_its_source(string source, string expected) =>
        Assert.AreEqual(expected, Classify(source, "", ""));

    [TestMethod]
    [DataRow("Shop/data/cities.db", "Assets")]
    [DataRow("Shop/model.onnx", "Assets")]
    [DataRow("Shop/config/routes.json", "App")]
    [DataRow("Shop/NLog.Config", "App")]
    [DataRow("Shop/obj/Release/net10.0/de/Shop.resources.dll", "App")]
    [DataRow("Shop/build/intermediate/Shop.dll", "App")]
    [DataRow("Shop/plugins/Fast/Bin/Release/Fast.dll", "App")]
    [DataRow("Shop/tests/Shop.Tests/obj/project.assets.json", "App")]
    [DataRow("Shared/data/cities.db", "App")]
    [DataRow("Pricing/data/cities.db", "Projects")]
    public void Content_of_the_app_is_an_asset_unless_it_is_a_setting_or_an_output(string source, string expected) =>
        Assert.AreEqual(expected, Classify(source, "", ""));

    [TestMethod]
    public void Static_web_assets_override_published_files() =>
        Assert.AreEqual("Assets", Classify("nuget/x.css", "Dapper", "", "wwwroot/x.css"));

    [TestMethod]
    [DataRow("wwwroot/_framework/Client.5i37zpp3sa.wasm", "Projects")]
    [DataRow("wwwroot/_framework/Client.5i37zpp3sa.wasm.br", "Projects")]
    [DataRow(@"wwwroot\_framework\de\Client.resources.wasm", "Projects")]
    [DataRow("wwwroot/admin/_framework/Client.wasm", "Projects")]
    [DataRow("wwwroot/_framework/dotnet.js.gz", "Projects")]
    [DataRow("wwwroot/_framework/blazor.boot.json", "Projects")]
    [DataRow("wwwroot/_framework/dotnet.native.rw4kynp763.wasm", "Assets")]
    [DataRow("wwwroot/_framework/dotnet.json", "Assets")]
    [DataRow("wwwroot/_framework/System.Linq.o0g11had4y.wasm", "Assets")]
    [DataRow("wwwroot/_framework/Clients.wasm", "Assets")]
    [DataRow("wwwroot/Client.css", "Assets")]
    public void WebAssembly_assets_that_change_with_every_commit_are_in_the_projects_layer(string path, string expected)
    {
        var client = new PublishedFileMetadata("Client.dll", PathOf("Client/Client.dll"), "", "ProjectReference");

        Assert.AreEqual(expected, LayerRules.Classify([client], Folders, [path]).Last().Layer.ToString());
    }

    [TestMethod]
    public void Every_file_of_an_app_with_merged_assemblies_is_in_the_app_layer()
    {
        var app = new PublishedApp
        {
            AssemblyName = "Shop",
            FrameworkVersion = "10.0",
            IsMerged = true,
            Files = [],
        };

        Assert.AreEqual(Layer.App, LayerRules.FindLayer(app, new PublishedFile("/x", "x", Layer.Runtime)));
    }

    [TestMethod]
    public void Layer_order_contains_every_layer() =>
        CollectionAssert.AreEqual(Enum.GetValues(typeof(Layer)), LayerRules.Order.ToArray());

    private static string Classify(string source, string package, string reference, params string[] staticWebAssets)
    {
        var file = new PublishedFileMetadata("x", PathOf(source), package, reference);
        return LayerRules.Classify([file], Folders, staticWebAssets).Last().Layer.ToString();
    }

    private static string PathOf(string path) => Path.GetFullPath(Path.Combine(Root, path));
}
