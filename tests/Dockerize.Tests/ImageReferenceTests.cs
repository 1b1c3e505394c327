using CsCheck;

namespace Dockerize.Tests;

[TestClass]
public sealed class ImageReferenceTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    // The grammar of distribution/reference, word for word.
    private static readonly Gen<string> AlphaNumeric = Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['0', '9']), 1, 8];
    private static readonly Gen<string> PathComponent = Gen.Select(AlphaNumeric, Gen.Select(Gen.OneOf(".", "_", "__", "-", "--", "---"), AlphaNumeric, (separator, text) => separator + text).Array[0, 3], (first, more) => first + string.Concat(more));
    private static readonly Gen<string> DomainComponent = Gen.Select(AlphaNumeric, Gen.OneOf("", "-", "--", "A", "Z9"), AlphaNumeric, (first, middle, last) => first + middle + last);
    private static readonly Gen<string> Port = Gen.Int[0, 99999].Select(port => $":{port}");
    private static readonly Gen<string> Domain = Gen.OneOf(
        Gen.OneOf("localhost", "docker.io", "index.docker.io", "127.0.0.1", "[::1]", "[2001:DB8::1]:5000", "Registry"),
        Gen.Select(DomainComponent.Array[2, 4], Gen.OneOf(Gen.Const(""), Port), (components, port) => string.Join('.', components) + port),
        Gen.Select(DomainComponent, Port, (host, port) => host + port));
    private static readonly Gen<string> Tag = Gen.Select(
        Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['A', 'Z'], Gen.Char['0', '9'], Gen.Const('_')),
        Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['A', 'Z'], Gen.Char['0', '9'], Gen.OneOf('_', '.', '-')), 0, 127],
        (first, rest) => first + rest);
    private static readonly Gen<string> DigestText = Gen.OneOf(Hexadecimal("sha256", 64), Hexadecimal("sha384", 96), Hexadecimal("sha512", 128));
    private static readonly Gen<string> References = Gen.Select(
        Gen.OneOf(
            Gen.Select(Domain, PathComponent.Array[1, 4], (domain, path) => $"{domain}/{string.Join('/', path)}"),
            PathComponent,
            // Without a registry the first part has no dot: it would be one.
            Gen.Select(AlphaNumeric.Where(text => text != "localhost"), PathComponent.Array[1, 3], (account, path) => $"{account}/{string.Join('/', path)}")),
        Gen.OneOf(Gen.Const(""), Tag.Select(tag => ":" + tag)),
        Gen.OneOf(Gen.Const(""), Gen.Const(""), DigestText.Select(digest => "@" + digest)),
        (name, tag, digest) => name + tag + digest);

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
    public void A_reference_has_a_registry_a_repository_a_tag_and_a_digest(string text, string registry, string repository, string? tag, string? digest)
    {
        var reference = ImageReference.Parse(text);

        Assert.AreEqual(registry, reference.Registry);
        Assert.AreEqual(repository, reference.Repository);
        Assert.AreEqual(tag, reference.Tag);
        Assert.AreEqual(digest, reference.Digest);
    }

    [TestMethod]
    [DataRow("docker.io/library/redis:7", "redis:7")]
    [DataRow("docker.io/team/shop", "team/shop")]
    [DataRow("localhost:5000/shop:1", "localhost:5000/shop:1")]
    [DataRow("docker.io/library/a/b", "library/a/b")]
    [DataRow("docker.io/localhost/shop", "docker.io/localhost/shop")]
    [DataRow("docker.io/a.b/shop", "docker.io/a.b/shop")]
    [DataRow("docker.io/library/" + Digest, "docker.io/library/" + Digest)]
    public void The_familiar_form_leaves_out_what_Docker_Hub_means_anyway(string canonical, string familiar) =>
        Assert.AreEqual(familiar, ImageReference.Parse(canonical).Familiar);

    [TestMethod]
    [DataRow("shop", null, "shop")]
    [DataRow("team/shop:1", "team", "shop")]
    [DataRow("localhost:5000/shop", "localhost:5000", "shop")]
    [DataRow("hostname.io:5050/folder/subfolder:latest", "hostname.io:5050/folder", "subfolder")]
    [DataRow("r.io/team/shop/api", "r.io/team", "shop/api")]
    public void A_name_has_a_namespace_of_registry_and_organization(string text, string? expected, string name)
    {
        var reference = ImageReference.Parse(text);

        Assert.AreEqual(expected, reference.Namespace);
        Assert.AreEqual(name, reference.Name);
    }

    [TestMethod]
    public void Every_reference_of_the_grammar_survives_writing_and_reading() => References.Sample(text =>
    {
        var reference = ImageReference.Parse(text);

        Assert.AreEqual(reference, ImageReference.Parse(reference.Familiar), reference.Familiar);
        Assert.AreEqual(reference, ImageReference.Parse(reference.Canonical), reference.Canonical);
        Assert.Contains(text, Spellings(reference));
        Assert.AreEqual(reference.FamiliarName, reference.Namespace is null ? reference.Name : $"{reference.Namespace}/{reference.Name}");
    }, iter: 10_000);

    [TestMethod]
    public void A_damaged_reference_means_what_it_says_or_is_an_error_that_has_a_code() =>
        Gen.Select(References, Gen.Select(Gen.Int[0, 400], Gen.Int[0, 2], Gen.OneOf(Gen.Char[' ', '~'], Gen.OneOf('/', ':', '@', '.', '-', '_', 'A', '\n', '\0', '\u00e4', '\u212a', '\u0131', '\ud83d'))).Array[1, 4]).Sample((text, mutations) =>
    {
        foreach (var (at, kind, character) in mutations)
        {
            var index = at % (text.Length + 1);
            text = text[..index] + (kind == 0 ? "" : character) + text[(kind == 2 || index == text.Length ? index : index + 1)..];
        }

        try
        {
            var reference = ImageReference.Parse(text);
            Assert.Contains(text, Spellings(reference));
            Assert.AreEqual(reference, ImageReference.Parse(reference.Canonical));
        }
        catch (DockerizeException exception)
        {
            Assert.AreEqual("DKZ1003", exception.Diagnostic.Code);
        }
    }, iter: 10_000);

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow(" ", "empty")]
    [DataRow("Shop", "'Shop' has some; write shop")]
    [DataRow("localhost:5000/Team/Shop:RC1", "'Team' has some; write localhost:5000/team/shop")]
    [DataRow("r.io/Käse", "'Käse' is not a part")]
    [DataRow("team//shop", "''")]
    [DataRow("r.io/", "no repository after 'r.io/'")]
    [DataRow("https://host/shop", "'https://'")]
    [DataRow("docker-daemon://shop", "'docker-daemon://'")]
    [DataRow("host:port/shop", "'host:port'")]
    [DataRow("a..b", "'a..b'")]
    [DataRow("a_-b", "'a_-b'")]
    [DataRow("shop:", "''")]
    [DataRow("shop:.1", "'.1'")]
    [DataRow("shop:a b", "'a b'")]
    [DataRow("shop:1\n", "'1\n'")]
    [DataRow("-host.io/shop", "'-host.io'")]
    [DataRow("shop@sha256:01", "'sha256:01' is not a digest")]
    [DataRow("shop@" + Digest, "' is not a digest")]
    [DataRow("shop@md5:0123456789abcdef0123456789abcdef", "'md5' is not a digest algorithm")]
    [DataRow("shop@sha512:" + Digest, "a sha512 digest has 128 hexadecimal digits")]
    [DataRow("shop@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", "lower case")]
    [DataRow(Digest, "image id")]
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

        StringAssert.Contains(Assert.ThrowsExactly<DockerizeException>(() => ImageReference.Parse("r.io/" + new string('a', 256))).Message, "256 characters and 255", StringComparison.Ordinal);
        StringAssert.Contains(Assert.ThrowsExactly<DockerizeException>(() => ImageReference.Parse("a:" + new string('1', 129))).Message, "129 characters and 128", StringComparison.Ordinal);
    }

    // The texts that mean it: in full, and with what Docker Hub lets one leave out.
    private static string[] Spellings(ImageReference reference)
    {
        var suffix = reference.Canonical[$"{reference.Registry}/{reference.Repository}".Length..];
        var names = reference.Registry != ImageReference.DockerHub ? [$"{reference.Registry}/{reference.Repository}"]
            : new[] { "", "docker.io/", "index.docker.io/" }.SelectMany(registry => new[] { reference.Repository, reference.IsOfficial ? reference.Repository["library/".Length..] : reference.Repository }.Select(name => registry + name));
        return [.. names.Select(name => name + suffix)];
    }

    private static Gen<string> Hexadecimal(string algorithm, int length) =>
        Gen.String[Gen.OneOf(Gen.Char['0', '9'], Gen.Char['a', 'f']), length, length].Select(digits => $"{algorithm}:{digits}");
}
