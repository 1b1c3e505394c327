namespace Dockerize.Tests;

/// <summary>Which images a Dockerfile needs from elsewhere.</summary>
[TestClass]
public sealed class SourceImageTests
{
    [TestMethod]
    [DataRow("FROM a", "a")]
    [DataRow("FROM scratch", "")]
    [DataRow("from --platform=linux/arm64 localhost:5000/a:1 as build\nFROM build\nCOPY --from=build /x /", "localhost:5000/a:1 linux/arm64")]
    [DataRow("FROM --platform=$BUILDPLATFORM sdk AS build\nFROM runtime\nCOPY --chown=1 --from=build /x /\nCOPY --from=0 /y /", "sdk,runtime")]
    [DataRow("FROM a\nCOPY --from=tools:2 /x /\nRUN --mount=type=bind,from=data,target=/d true\nRUN --mount=from=more,type=bind,target=/m true", "a,tools:2,data,more")]
    [DataRow("FROM a\nRUN echo --from=nothing", "a")]
    [DataRow("ARG VERSION=10.0\nARG NAME\nFROM ${NAME:-aspnet}:$VERSION", "aspnet:10.0")]
    [DataRow("ARG VERSION=10.0\nARG GIVEN=a\nFROM $GIVEN:${VERSION}", "given:10.0")]
    [DataRow("ARG SUFFIX=alpine\nFROM a:1${SUFFIX:+-$SUFFIX}", "a:1-alpine")]
    public void A_build_needs_what_its_stages_start_from_and_copy_from(string text, string expected)
    {
        var options = Options() with { Arguments = new Dictionary<string, string> { ["GIVEN"] = "given" } };

        Assert.AreEqual(expected, Names(text, options, skipsUnused: false, out var isComplete));
        Assert.IsTrue(isComplete);
    }

    [TestMethod]
    public void BuildKit_needs_only_what_the_wanted_stage_needs()
    {
        const string text = "FROM a AS one\nFROM b AS two\nFROM c AS three\nCOPY --from=one /x /\nFROM d";

        Assert.AreEqual("d", Names(text, Options(), skipsUnused: true, out _));
        Assert.AreEqual("a,c", Names(text, Options() with { Target = "three" }, skipsUnused: true, out _));
        Assert.AreEqual("a,b,c", Names(text, Options() with { Target = "Three" }, skipsUnused: false, out _));
    }

    [TestMethod]
    public void The_image_of_the_syntax_directive_is_one_for_BuildKit_alone()
    {
        const string text = "# syntax=docker/dockerfile:1\nFROM a";

        Assert.AreEqual("a,docker/dockerfile:1", Names(text, Options(), skipsUnused: true, out _));
        Assert.AreEqual("a", Names(text, Options(), skipsUnused: false, out _));
        Assert.AreEqual("a,me/mine", Names("# escape=`\n#Syntax = me/mine\nFROM a", Options(), skipsUnused: true, out _));
        Assert.AreEqual("a", Names("# Mine\n# syntax=me/mine\nFROM a", Options(), skipsUnused: true, out _), "below a comment it is one itself");
    }

    [TestMethod]
    public void A_name_that_only_the_builder_knows_is_left_to_it()
    {
        Assert.AreEqual("b", Names("FROM a-$TARGETARCH AS x\nFROM b\nCOPY --from=x /x /", Options(), skipsUnused: false, out var isComplete));
        Assert.IsFalse(isComplete);
        Assert.AreEqual("a-arm64", Names("FROM a-$TARGETARCH", Options() with { Platform = "linux/arm64" }, skipsUnused: false, out isComplete));
        Assert.IsTrue(isComplete);
    }

    [TestMethod]
    [DataRow("FROM r.io/a", null, "r.io/a")]
    [DataRow("FROM a AS x\nFROM r.io/b AS y\nFROM y\nCOPY --from=x /x /", null, "r.io/b")]
    [DataRow("FROM a AS x\nFROM r.io/b AS y\nFROM y", "x", "a")]
    [DataRow("FROM a AS a\nFROM a", null, "a")]
    [DataRow("ARG WHERE=r.io\nFROM $WHERE/b", null, "r.io/b")]
    [DataRow("FROM a-$TARGETARCH", null, null)]
    [DataRow("FROM scratch", null, null)]
    [DataRow("FROM a", "missing", null)]
    [DataRow("# nothing yet", null, null)]
    public void The_base_image_is_what_the_wanted_stage_starts_from_in_the_end(string text, string? target, string? expected) =>
        Assert.AreEqual(expected, SourceImage.Base(Dockerfile.Parse(text), Options() with { Target = target })?.Familiar);

    [TestMethod]
    public void A_base_image_that_is_no_reference_is_an_error_at_its_line()
    {
        var exception = Assert.ThrowsExactly<DockerizeException>(() => SourceImage.Base(Dockerfile.Parse("# Mine\nFROM Not/One"), Options()));

        Assert.AreEqual(("DKZ1003", "Dockerfile", 2), (exception.Diagnostic.Code, exception.Diagnostic.File, exception.Diagnostic.Line));
    }

    private static BuildOptions Options() => new() { DockerfilePath = "Dockerfile" };

    private static string Names(string text, BuildOptions options, bool skipsUnused, out bool isComplete) =>
        string.Join(',', SourceImage.Of(Dockerfile.Parse(text), options, skipsUnused, out isComplete).Select(image => image.Platform is null ? image.Name : $"{image.Name} {image.Platform}"));
}
