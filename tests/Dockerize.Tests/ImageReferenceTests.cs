namespace Dockerize.Tests;

[TestClass]
public sealed class ImageReferenceTests
{
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
    [DataRow("r.io/s:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "r.io", "s", "1",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void A_reference_has_a_registry_a_repository_a_tag_and_a_digest(string text, string registry, string repository, string? tag, string? digest)
    {
        var reference = ImageReference.Parse(text);

        Assert.AreEqual(registry, reference.Registry);
        Assert.AreEqual(repository, reference.Repository);
        Assert.AreEqual(tag, reference.Tag);
        Assert.AreEqual(digest, reference.Digest);
        Assert.AreEqual(reference, ImageReference.Parse(reference.Familiar), "the familiar form means the same");
        Assert.AreEqual(reference, ImageReference.Parse(reference.Canonical), "the canonical form means the same");
    }

    [TestMethod]
    [DataRow("docker.io/library/redis:7", "redis:7")]
    [DataRow("docker.io/team/shop", "team/shop")]
    [DataRow("localhost:5000/shop:1", "localhost:5000/shop:1")]
    [DataRow("docker.io/library/a/b", "library/a/b")]
    public void The_familiar_form_leaves_out_what_Docker_Hub_means_anyway(string canonical, string familiar) =>
        Assert.AreEqual(familiar, ImageReference.Parse(canonical).Familiar);

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("Shop", "'Shop'")]
    [DataRow("localhost:5000/Team/shop", "'Team'")]
    [DataRow("team//shop", "''")]
    [DataRow("https://host/shop", "'https:'")]
    [DataRow("host:port/shop", "'host:port'")]
    [DataRow("a..b", "'a..b'")]
    [DataRow("shop:", "''")]
    [DataRow("shop:.1", "'.1'")]
    [DataRow("shop:a b", "'a b'")]
    [DataRow("-host.io/shop", "'-host.io'")]
    [DataRow("shop@sha256:01", "'sha256:01'")]
    [DataRow("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "image id")]
    public void A_wrong_name_is_an_error_that_shows_the_wrong_part(string text, string part)
    {
        var diagnostic = Assert.ThrowsExactly<DockerizeException>(() => ImageReference.Parse(text)).Diagnostic;

        Assert.AreEqual("DKZ1003", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, part, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Lengths_end_where_registries_end_them()
    {
        ImageReference.Parse("r.io/" + new string('a', 255));
        ImageReference.Parse("a:" + new string('1', 128));

        Assert.ThrowsExactly<DockerizeException>(() => ImageReference.Parse("r.io/" + new string('a', 256)));
        Assert.ThrowsExactly<DockerizeException>(() => ImageReference.Parse("a:" + new string('1', 129)));
    }
}
