namespace Dockerize.Tests;

[TestClass]
public sealed class ImageTagsTests
{
    [TestMethod]
    [DataRow(null, null, "shop", null, "shop:latest")]
    [DataRow(null, "localhost:5000", "shop", "1 2", "localhost:5000/shop:1 localhost:5000/shop:2")]
    [DataRow(null, "localhost:5000/", "team/shop", "1;2,3", "localhost:5000/team/shop:1 localhost:5000/team/shop:2 localhost:5000/team/shop:3")]
    [DataRow(null, null, "shop", " 1\n 1 ", "shop:1")]
    [DataRow("r.io/other:7", "localhost:5000", "shop", "1 2", "r.io/other:7")]
    [DataRow("r.io/other", null, null, null, "r.io/other:latest")]
    public void Registry_repository_and_tags_make_one_reference_for_each_tag(string? image, string? registry, string? repository, string? tags, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', ImageTags.Resolve(image, registry, repository, tags)));

    [TestMethod]
    [DataRow("Shop", "shop")]
    [DataRow("My Shop.Web", "my-shop.web")]
    [DataRow("Contoso.Shop_Api", "contoso.shop_api")]
    [DataRow("_A..B--C_", "a.b-c")]
    [DataRow("Käse2", "k-se2")]
    public void An_assembly_name_becomes_a_repository_that_registries_take(string assembly, string repository)
    {
        Assert.AreEqual(repository, ImageTags.NormalizeRepository(assembly));
        ImageReference.Parse(repository);
    }

    [TestMethod]
    public void An_assembly_name_of_which_nothing_is_left_is_an_error() =>
        Assert.AreEqual("DKZ1003", Assert.ThrowsExactly<DockerizeException>(() => ImageTags.NormalizeRepository("商店")).Diagnostic.Code);

    [TestMethod]
    public void An_image_cannot_be_named_by_a_digest() =>
        Assert.AreEqual("DKZ1004", Assert.ThrowsExactly<DockerizeException>(() => ImageTags.Resolve("shop@sha256:" + new string('0', 64), null, null, null)).Diagnostic.Code);

    [TestMethod]
    [DataRow("shop", false)]
    [DataRow("account/shop", true)]
    [DataRow("localhost/shop", true)]
    [DataRow("r.io/shop", true)]
    public void A_push_needs_a_registry_or_an_account_of_Docker_Hub(string image, bool pushable)
    {
        void Require() => ImageTags.RequireRegistry(ImageTags.Resolve(image, null, null, null));

        if (pushable)
            Require();
        else
            Assert.AreEqual("DKZ3001", Assert.ThrowsExactly<DockerizeException>(Require).Diagnostic.Code);
    }
}
