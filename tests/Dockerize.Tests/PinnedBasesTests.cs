namespace Dockerize.Tests;

/// <summary>FROM instructions with the digests of base images.</summary>
[TestClass]
public sealed class PinnedBasesTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestMethod]
    [DataRow("FROM a:1", "FROM a:1@DIGEST")]
    [DataRow("from  a:1 as x\nRUN a:1", "from  a:1@DIGEST as x\nRUN a:1")]
    [DataRow("FROM --platform=linux/arm64 a:1 AS x", "FROM --platform=linux/arm64 a:1@DIGEST AS x")]
    [DataRow("FROM --platform=linux/arm64 --later=1 a:1", "FROM --platform=linux/arm64 --later=1 a:1@DIGEST")]
    [DataRow("ARG V=1\nFROM a:${V}", "ARG V=1\nFROM a:1@DIGEST")]
    [DataRow("ARG NAME\nFROM $NAME", "ARG NAME\nFROM a:1@DIGEST")]
    [DataRow("FROM \"a:1\"", "FROM a:1@DIGEST")]
    [DataRow("FROM a:1 \\\n  AS x", "FROM a:1@DIGEST \\\n  AS x")]
    [DataRow("FROM a:1 AS a\nFROM a", "FROM a:1@DIGEST AS a\nFROM a")]
    [DataRow("FROM a:1 AS x\nFROM b\nFROM a:1", "FROM a:1@DIGEST AS x\nFROM b\nFROM a:1@DIGEST")]
    [DataRow("FROM a:1\nCOPY --from=a:1 /x /", "FROM a:1@DIGEST\nCOPY --from=a:1 /x /")]
    public void Operand_of_FROM_gets_the_digest(string text, string expected) =>
        Assert.AreEqual(expected.Replace("DIGEST", Digest), Pin(text));

    [TestMethod]
    [DataRow("FROM scratch")]
    [DataRow("FROM b")]
    [DataRow("FROM unknown:1")]
    [DataRow("FROM $UNKNOWN")]
    [DataRow($"FROM a:1@{Digest}")]
    [DataRow("FROM \\\n  a:1")]
    [DataRow("FROM a\\\n:1")]
    [DataRow("FROM --platform=linux/\\\narm64 a:1")]
    [DataRow("# escape=`\nFROM `\n  a:1")]
    public void Other_operands_are_not_changed(string text) => Assert.IsNull(Pin(text));

    // The image b was built in the engine, and has no digest.
    private static string? Pin(string text)
    {
        var pulled = Image() with { Digests = [$"a@{Digest}"] };
        var bases = new Dictionary<string, ImageInspection>
        {
            ["a:1"] = pulled,
            ["a:1 linux/arm64"] = pulled,
            [$"a:1@{Digest}"] = pulled,
            ["b"] = Image(),
        };
        var options = new BuildOptions { Arguments = new Dictionary<string, string> { ["NAME"] = "a:1" } };
        return PinnedBases.Pin(Dockerfile.Parse(text), options, bases);
    }

    private static ImageInspection Image() =>
        new()
        {
            Id = Digest,
            Os = "linux",
            Architecture = "amd64",
        };
}
