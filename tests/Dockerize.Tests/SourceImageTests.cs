namespace Dockerize.Tests;

/// <summary>The images that a Dockerfile uses and does not build itself.</summary>
[TestClass]
public sealed class SourceImageTests
{
    [TestMethod]
    [DataRow("FROM a", "a")]
    [DataRow("FROM scratch", "")]
    [DataRow(
        "from --platform=linux/arm64 localhost:5000/a:1 as build\nFROM build\nCOPY --from=build /x /",
        "localhost:5000/a:1 linux/arm64"
    )]
    [DataRow(
        "FROM --platform=$BUILDPLATFORM sdk AS build\nFROM runtime\n"
            + "COPY --chown=1 --from=build /x /\nCOPY --from=0 /y /",
        "sdk,runtime"
    )]
    [DataRow(
        "FROM a\nCOPY --from=tools:2 /x /\nRUN --mount=type=bind,from=data,target=/d true\n"
            + "RUN --mount=from=more,type=bind,target=/m true",
        "a,tools:2,data,more"
    )]
    [DataRow("FROM a\nRUN echo --from=nothing", "a")]
    [DataRow("ARG VERSION=10.0\nARG NAME\nFROM ${NAME:-aspnet}:$VERSION", "aspnet:10.0")]
    [DataRow("ARG VERSION=10.0\nARG GIVEN=a\nFROM $GIVEN:${VERSION}", "given:10.0")]
    [DataRow("ARG SUFFIX=alpine\nFROM a:1${SUFFIX:+-$SUFFIX}", "a:1-alpine")]
    [DataRow("ARG REGISTRY=localhost:5000 TAG=\"1\" GIVEN\nFROM \"$REGISTRY/$GIVEN:$TAG\"", "localhost:5000/given:1")]
    [DataRow("ARG EMPTY=\nFROM a${EMPTY-b}${EMPTY:-c}${EMPTY+d}${EMPTY:+e}${NOBODYS-f}", "acdf")]
    [DataRow("ARG OTHER=b\nFROM ${NOBODYS:-${OTHER}}", "b")]
    [DataRow("FROM nginx AS nginx\nFROM nginx", "nginx")]
    [DataRow("FROM a AS x\nFROM b AS a\nCOPY --from=x /x /", "a,b")]
    [DataRow("FROM --later=1 --platform=linux/arm64 a", "a linux/arm64")]
    public void Dockerfile_needs_the_images_in_FROM_COPY_and_mounts(string text, string expected)
    {
        var options = Options() with { Arguments = new Dictionary<string, string> { ["GIVEN"] = "given" } };

        Assert.AreEqual(expected, Names(text, options, skipsUnused: false, out var isComplete));
        Assert.IsTrue(isComplete);
    }

    [TestMethod]
    [DataRow("FROM a", "a linux/arm64")]
    [DataRow(
        "FROM --platform=$BUILDPLATFORM sdk AS build\nFROM a\nCOPY --from=build /x /\nCOPY --from=tools /x /",
        "sdk,a linux/arm64,tools linux/arm64"
    )]
    [DataRow("FROM --platform=$TARGETPLATFORM a\nCOPY --from=b /x /", "a linux/arm64,b linux/arm64")]
    [DataRow("FROM --platform=linux/$TARGETARCH a", "a linux/arm64")]
    [DataRow("FROM --platform=linux/amd64 a AS x\nFROM a\nCOPY --from=x /x /", "a linux/amd64,a linux/arm64")]
    public void Image_is_for_the_platform_of_the_build_unless_its_line_specifies_one(string text, string expected) =>
        Assert.AreEqual(
            expected,
            Names(text, Options() with { Platform = Platform.Parse("linux/arm64") }, skipsUnused: true, out _)
        );

    [TestMethod]
    [DataRow("FROM a\nADD https://example.com/x /x", false)]
    [DataRow("FROM a\nADD --chown=1 local git@example.com:x.git /x", false)]
    [DataRow("FROM a\nADD [\"https://example.com/x\",\"/x\"]", false)]
    [DataRow("FROM a\nARG WHERE\nADD $WHERE /x", false)]
    [DataRow("FROM a\nADD --checksum=sha256:1 https://example.com/x /x", true)]
    [DataRow("FROM a\nADD --chown=$USER local.tar $HOME/", true)]
    [DataRow("FROM a AS unused\nADD https://example.com/x /x\nFROM a", true)]
    [DataRow("FROM a\nRUN curl https://example.com/x -o /x", true)]
    public void Remote_ADD_without_a_checksum_makes_the_list_of_sources_incomplete(string text, bool expected)
    {
        Assert.AreEqual("a", Names(text, Options(), skipsUnused: true, out var isComplete));
        Assert.AreEqual(expected, isComplete);
    }

    [TestMethod]
    public void BuildKit_needs_only_the_images_of_stages_that_the_target_uses()
    {
        const string text = "FROM a AS one\nFROM b AS two\nFROM c AS three\nCOPY --from=one /x /\nFROM d";

        Assert.AreEqual("d", Names(text, Options(), skipsUnused: true, out _));
        Assert.AreEqual("a,c", Names(text, Options() with { Target = "three" }, skipsUnused: true, out _));
        Assert.AreEqual("a,b,c", Names(text, Options() with { Target = "Three" }, skipsUnused: false, out _));
    }

    [TestMethod]
    public void Image_of_the_syntax_directive_is_needed_only_by_BuildKit()
    {
        const string text = "# syntax=docker/dockerfile:1\nFROM a";

        Assert.AreEqual("a,docker/dockerfile:1", Names(text, Options(), skipsUnused: true, out _));
        Assert.AreEqual("a", Names(text, Options(), skipsUnused: false, out _));
        Assert.AreEqual(
            "a,me/mine",
            Names("# escape=`\n#Syntax = me/mine\nFROM a", Options(), skipsUnused: true, out _)
        );
        Assert.AreEqual(
            "a",
            Names("# Mine\n# syntax=me/mine\nFROM a", Options(), skipsUnused: true, out _),
            "below a comment, a directive is a comment too"
        );
    }

    [TestMethod]
    [DataRow("FROM r.io/team/a:$TARGETARCH", "r.io/team/x")]
    [DataRow("FROM team/a:${TARGETARCH:-arm}", "team/x")]
    [DataRow("FROM a-$TARGETARCH", null)]
    [DataRow("FROM $NOBODYS/a", null)]
    [DataRow("FROM", null)]
    [DataRow("FROM a b c", null)]
    public void Registry_can_be_known_although_the_image_name_has_unknown_variables(string text, string? expected)
    {
        var image = SourceImage
            .FindAll(Dockerfile.Parse(text), Options(), skipsUnused: false, out var isComplete)
            .Single();

        Assert.IsFalse(isComplete);
        Assert.IsFalse(image.IsKnown);
        Assert.AreEqual(expected, image.Neighbor?.Familiar);
    }

    [TestMethod]
    public void Platform_variables_are_known_if_a_platform_is_requested()
    {
        Assert.AreEqual(
            "a-arm64 linux/arm64",
            Names(
                "ARG TARGETARCH\nFROM a-$TARGETARCH",
                Options() with
                {
                    Platform = Platform.Parse("linux/arm64"),
                },
                skipsUnused: false,
                out var isComplete
            )
        );
        Assert.IsTrue(isComplete);
    }

    [TestMethod]
    [DataRow("FROM r.io/a", null, "r.io/a")]
    [DataRow("FROM a AS x\nFROM r.io/b AS y\nFROM y\nCOPY --from=x /x /", null, "r.io/b")]
    [DataRow("FROM a AS x\nFROM r.io/b AS y\nFROM y", "x", "a")]
    [DataRow("FROM a AS a\nFROM a", null, "a")]
    [DataRow("FROM a AS a", null, "a")]
    [DataRow("ARG WHERE=r.io\nFROM $WHERE/b", null, "r.io/b")]
    [DataRow("FROM a-$TARGETARCH", null, null)]
    [DataRow("FROM scratch", null, null)]
    [DataRow("FROM a", "missing", null)]
    [DataRow("# nothing yet", null, null)]
    public void Base_image_is_found_through_all_stages_of_the_target(string text, string? target, string? expected) =>
        Assert.AreEqual(
            expected,
            SourceImage.Base(Dockerfile.Parse(text), Options() with { Target = target })?.Familiar
        );

    [TestMethod]
    public void Invalid_base_image_is_an_error_at_its_line()
    {
        var exception = Assert.Throws<Exception>(() =>
            SourceImage.Base(Dockerfile.Parse("# Mine\nFROM Not/One"), Options())
        );

        Assert.AreEqual(
            ("DKZ1003", "Dockerfile", 2),
            (exception.Diagnostic().Code, exception.Diagnostic().File, exception.Diagnostic().Line)
        );
    }

    private static BuildOptions Options() => new() { DockerfilePath = "Dockerfile" };

    private static string Names(string text, BuildOptions options, bool skipsUnused, out bool isComplete) =>
        string.Join(
            ',',
            SourceImage
                .FindAll(Dockerfile.Parse(text), options, skipsUnused, out isComplete)
                .Select(image => image.Platform is null ? image.Name : $"{image.Name} {image.Platform}")
        );
}
