namespace Dockerize.Build.Tests;

[TestClass]
public sealed class LayerRulesTests
{
    [TestMethod]
    [DataRow("", "", "App")]
    [DataRow("", "ProjectReference", "Projects")]
    [DataRow("Dapper", "", "Packages")]
    [DataRow("Dapper", "ProjectReference", "Packages")]
    [DataRow("Microsoft.NETCore.App.Runtime.linux-x64", "", "Runtime")]
    [DataRow("microsoft.aspnetcore.app.runtime.linux-x64", "", "Runtime")]
    public void Layer_of_a_published_file_follows_from_its_metadata(
        string package,
        string reference,
        string expected
    ) => Assert.AreEqual(expected, Classify(new PublishedFileMetadata("x.dll", package, reference)));

    [TestMethod]
    public void Static_web_assets_override_published_files() =>
        Assert.AreEqual("Assets", Classify(new PublishedFileMetadata("wwwroot/x.css", "Dapper", ""), "wwwroot/x.css"));

    [TestMethod]
    public void Merged_app_has_one_layer()
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
    public void Order_contains_every_layer() =>
        CollectionAssert.AreEqual(Enum.GetValues(typeof(Layer)), LayerRules.Order.ToArray());

    private static string Classify(PublishedFileMetadata file, params string[] staticWebAssets) =>
        LayerRules.Classify([file], staticWebAssets).Last().Value.ToString();
}
