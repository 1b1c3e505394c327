namespace Dockerize.Tests;

[TestClass]
public sealed class ImageReferenceTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestMethod]
    [DataRow("redis", "docker.io", "library/redis", null, null)]
    [DataRow("redis:7", "docker.io", "library/redis", "7", null)]
    [DataRow("team/shop", "docker.io", "team/shop", null, null)]
    [DataRow("index.docker.io/redis", "docker.io", "library/redis", null, null)]
    [DataRow("localhost/shop", "localhost", "shop", null, null)]
    [DataRow("localhost:5000/shop", "localhost:5000", "shop", null, null)]
    [DataRow("localhost:5000/team/shop:1.2", "localhost:5000", "team/shop", "1.2", null)]
    [DataRow("host.io/a/b/c:x", "host.io", "a/b/c", "x", null)]
    [DataRow("[2001:db8::1]:5000/shop:1", "[2001:db8::1]:5000", "shop", "1", null)]
    [DataRow("a__b/c-d--e.f:T_a.g-1", "docker.io", "a__b/c-d--e.f", "T_a.g-1", null)]
    [DataRow("UPPER/shop", "UPPER", "shop", null, null)]
    [DataRow("r.io/s:1@sha256:" + Digest, "r.io", "s", "1", "sha256:" + Digest)]
    [DataRow("r.io/s@sha512:" + Digest + Digest, "r.io", "s", null, "sha512:" + Digest + Digest)]
    [DataRow(Digest + ":1", "docker.io", "library/" + Digest, "1", null)]
    public void Reference_is_split_into_registry_repository_tag_and_digest(
        string text,
        string registry,
        string repository,
        string? tag,
        string? digest
    )
    {
        var reference = ImageReference.Parse(text);

        Assert.AreEqual(registry, reference.Registry);
        Assert.AreEqual(repository, reference.Repository);
        Assert.AreEqual(tag, reference.Tag);
        Assert.AreEqual(digest, reference.Digest?.ToString());
    }

    [TestMethod]
    [DataRow("prefecthq/prefect:latest", "prefecthq/prefect", "latest")]
    [DataRow("hostname.io:5050/folder/subfolder:latest", "hostname.io:5050/folder/subfolder", "latest")]
    [DataRow("simplename:latest", "simplename", "latest")]
    [DataRow("simplename", "simplename", null)]
    public void Familiar_name_is_the_text_before_the_tag(string text, string name, string? tag)
    {
        var reference = ImageReference.Parse(text);
        Assert.AreEqual((name, tag), (reference.FamiliarName, reference.Tag));
    }

    [TestMethod]
    [DataRow("docker.io/library/redis:7", "redis:7")]
    [DataRow("docker.io/team/shop", "team/shop")]
    [DataRow("localhost:5000/shop:1", "localhost:5000/shop:1")]
    [DataRow("docker.io/library/a/b", "library/a/b")]
    [DataRow("docker.io/localhost/shop", "docker.io/localhost/shop")]
    [DataRow("docker.io/a.b/shop", "docker.io/a.b/shop")]
    [DataRow("docker.io/library/" + Digest, "docker.io/library/" + Digest)]
    public void Familiar_form_omits_the_defaults_of_Docker_Hub(string canonical, string familiar) =>
        Assert.AreEqual(familiar, ImageReference.Parse(canonical).Familiar);

    [TestMethod]
    [DataRow("shop", null, "shop")]
    [DataRow("team/shop:1", "team", "shop")]
    [DataRow("localhost:5000/shop", "localhost:5000", "shop")]
    [DataRow("hostname.io:5050/folder/subfolder:latest", "hostname.io:5050/folder", "subfolder")]
    [DataRow("r.io/team/shop/api", "r.io/team", "shop/api")]
    public void Namespace_of_a_name_is_its_registry_and_organization(string text, string? expected, string name)
    {
        var reference = ImageReference.Parse(text);

        Assert.AreEqual(expected, reference.Namespace);
        Assert.AreEqual(name, reference.Name);
    }

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow(" ", "empty")]
    [DataRow("Shop", "'Shop' must be in lower case; use shop")]
    [DataRow("localhost:5000/Team/Shop:RC1", "'Team' must be in lower case; use localhost:5000/team/shop")]
    [DataRow("r.io/Käse", "'Käse' is not valid")]
    [DataRow("team//shop", "''")]
    [DataRow("r.io/", "after 'r.io/' is missing")]
    [DataRow("https://host/shop", "'https://'")]
    [DataRow("docker-daemon://shop", "'docker-daemon://'")]
    [DataRow("host:port/shop", "'host:port'")]
    [DataRow("a..b", "'a..b'")]
    [DataRow("a_-b", "'a_-b'")]
    [DataRow("shop:", "''")]
    [DataRow("shop:.1", "'.1'")]
    [DataRow("shop:a b", "'a b'")]
    [DataRow("shop:1\n", "'1 '")]
    [DataRow("-host.io/shop", "'-host.io'")]
    [DataRow("shop@sha256:01", "'sha256:01' is not a valid digest")]
    [DataRow(
        "https://ada:geheim@r.io/shop",
        "Invalid image name '…@r.io/shop': 'r.io/shop' after '@' is not a digest, "
            + "and a reference cannot contain credentials"
    )]
    [DataRow("ada:geheim@r.io:5000/shop:1", "'…@r.io:5000/shop:1'")]
    [DataRow("ada:ge/he@im:geheim@r.io/shop@sha256:01", "'…@r.io/shop@sha256:01'")]
    [DataRow("shop@latest", "'…@latest'")]
    [DataRow("shop@" + Digest, "' is not a valid digest")]
    [DataRow("shop@md5:0123456789abcdef0123456789abcdef", "'md5' is not a supported digest algorithm")]
    [DataRow("shop@sha512:" + Digest, "expected 128 hexadecimal digits")]
    [DataRow("shop@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", "lower case")]
    [DataRow(Digest, "image ID")]
    public void Invalid_image_name_is_an_error_that_shows_the_invalid_part(string text, string part)
    {
        var diagnostic = Assert.Throws<Exception>(() => ImageReference.Parse(text)).Diagnostic();

        Assert.AreEqual("DKZ1003", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, part, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", diagnostic.Message);
        Assert.DoesNotContain("ada", diagnostic.Message);
    }

    [TestMethod]
    [DataRow("1@sha256:" + Digest)]
    [DataRow("1/2:3")]
    [DataRow("")]
    public void WithTag_accepts_only_a_valid_tag(string tag)
    {
        var shop = ImageReference.Parse("r.io/shop:1");

        Assert.AreEqual("r.io/shop:2", shop.WithTag("2").Familiar);
        Assert.Contains(
            "is not a valid tag",
            Assert.ThrowsExactly<InvalidReferenceException>(() => shop.WithTag(tag)).Message
        );
    }

    [TestMethod]
    public void Names_and_tags_have_the_length_limits_of_registries()
    {
        ImageReference.Parse("r.io/" + new string('a', 255));
        ImageReference.Parse("a:" + new string('1', 128));

        StringAssert.Contains(
            Assert.Throws<Exception>(() => ImageReference.Parse("r.io/" + new string('a', 256))).Message,
            "256 characters, and the maximum is 255",
            StringComparison.Ordinal
        );
        StringAssert.Contains(
            Assert.Throws<Exception>(() => ImageReference.Parse("a:" + new string('1', 129))).Message,
            "129 characters, and the maximum is 128",
            StringComparison.Ordinal
        );
    }
}
