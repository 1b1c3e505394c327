namespace Dockerize.Build.Tests;

/// <summary>Annotations come from items, and from the labels of the project.</summary>
[TestClass]
public sealed class ImageAnnotationsTests
{
    [TestMethod]
    public void Items_are_annotations_of_their_scope()
    {
        var settings = Settings(
            "",
            Item("ContainerAnnotation", "a", "sdk"),
            Item("ContainerAnnotation", "b", "sdk", "Manifest,Index"),
            Item("DockerAnnotation", " a ", "mine"),
            Item("DockerAnnotation", "c", "x, y=z", "index; MANIFEST"),
            Item("DockerAnnotation", "d", "", "Index")
        );

        Assert.AreEqual("a=mine|b=sdk|c=x, y=z", Text(ImageAnnotations.OfManifest(settings)));
        Assert.AreEqual("b=sdk|c=x, y=z|d=", Text(ImageAnnotations.OfIndex(settings)));
        Assert.AreEqual("d", string.Join(' ', ImageAnnotations.OnlyForIndex(settings)));
    }

    [TestMethod]
    [DataRow("", "", "org.opencontainers.image.title=Shop")]
    [DataRow("ContainerGenerateAnnotations=false", "", "")]
    [DataRow("ContainerGenerateLabels=false", "", "")]
    [DataRow(
        "ContainerGenerateAnnotations=true",
        "net.dot.sdk.version=10|org.opencontainers.image.title=Shop",
        "org.opencontainers.image.title=Shop"
    )]
    public void Labels_of_the_project_are_annotations(string properties, string manifest, string index)
    {
        var settings = Settings(
            properties,
            Label("org.opencontainers.image.title", "Shop"),
            Label("org.opencontainers.artifact.description", "Sells"),
            Label("org.opencontainers.image.url", "https://example.com", annotated: "false", wanted: "false"),
            Label("net.dot.sdk.version", "10")
        );

        Assert.AreEqual(manifest, Text(ImageAnnotations.OfManifest(settings)));
        Assert.AreEqual(index, Text(ImageAnnotations.OfIndex(settings)));
    }

    [TestMethod]
    [DataRow("", "", true)]
    [DataRow("false", "", false)]
    [DataRow("false", "true", true)]
    [DataRow("true", "false", false)]
    public void Switch_for_an_annotation_falls_back_to_the_switch_for_the_label(
        string wanted,
        string annotated,
        bool expected
    )
    {
        var settings = Settings(
            "ContainerGenerateAnnotations=true",
            Label("org.opencontainers.image.title", "Shop", annotated, wanted)
        );

        Assert.HasCount(expected ? 1 : 0, ImageAnnotations.OfManifest(settings));
    }

    [TestMethod]
    public void Index_has_the_standard_labels_of_the_image_except_those_about_the_base_image()
    {
        var settings = Settings(
            "",
            Item("DockerLabel", "org.opencontainers.image.vendor", "Contoso"),
            Item("ContainerLabel", "org.opencontainers.image.base.name", "debian"),
            Item("DockerLabel", "team", "shop"),
            Item("DockerAnnotation", "org.opencontainers.image.vendor", "Fabrikam", "Index")
        );

        Assert.AreEqual("org.opencontainers.image.vendor=Fabrikam", Text(ImageAnnotations.OfIndex(settings)));
    }

    [TestMethod]
    [DataRow("a", "Layer", "DKZ1011")]
    [DataRow(" ", "", "DKZ1006")]
    [DataRow("a b", "", "DKZ1006")]
    [DataRow("a=b", "", "DKZ1006")]
    public void Invalid_annotations_are_errors(string name, string scope, string code)
    {
        var settings = Settings("", Item("DockerAnnotation", name, "x", scope));

        var error = Assert.ThrowsExactly<DiagnosticException>(() => ImageAnnotations.OfManifest(settings));

        Assert.AreEqual(code, error.Diagnostic.Code);
        Assert.Contains("DockerAnnotation", error.Diagnostic.Message);
    }

    private static string Text(IReadOnlyDictionary<string, string> annotations) =>
        string.Join(
            '|',
            annotations.Select(pair => $"{pair.Key}={pair.Value}").OrderBy(text => text, StringComparer.Ordinal)
        );

    private static ProjectItem Item(string type, string include, string value, string scope = "") =>
        new(type, include, new Dictionary<string, string> { ["Value"] = value, ["Scope"] = scope });

    private static ProjectItem Label(string include, string value, string annotated = "", string wanted = "") =>
        new(
            "_DockerProjectLabel",
            include,
            new Dictionary<string, string>
            {
                ["Value"] = value,
                ["Wanted"] = wanted,
                ["Annotated"] = annotated,
            }
        );

    private static ProjectSettings Settings(string property, params ProjectItem[] items)
    {
        var pair = property.Split('=');
        return new ProjectSettings(new ProjectProperties(pair.Length == 2 ? [new(pair[0], pair[1])] : []), items);
    }
}
