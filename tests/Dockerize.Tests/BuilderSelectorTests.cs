namespace Dockerize.Tests;

/// <summary>The builder depends on the setting, the engine, the Dockerfile and its ignore file.</summary>
[TestClass]
public sealed class BuilderSelectorTests
{
    private const string Podman = "Api-Version: 1.41\r\nOSType: linux\r\nLibpod-API-Version: 5.0.0\r\n";

    [TestMethod]
    [DataRow(BuilderKind.Auto, "FROM x", false, false, "BuildKit")]
    [DataRow(BuilderKind.Auto, "FROM x", false, true, "Classic")]
    [DataRow(
        BuilderKind.Auto,
        "FROM x",
        true,
        false,
        "Classic",
        DisplayName = "classic builder for an ignored Dockerfile, which BuildKit would copy"
    )]
    [DataRow(BuilderKind.Auto, "FROM x\nRUN --mount=type=cache,target=/x y", true, false, "BuildKit")]
    [DataRow(BuilderKind.Auto, "FROM --platform=$BUILDPLATFORM x", true, false, "BuildKit")]
    [DataRow(BuilderKind.Auto, "# syntax=docker/dockerfile:1\nFROM x", true, false, "BuildKit")]
    [DataRow(BuilderKind.Classic, "FROM x", false, false, "Classic")]
    [DataRow(BuilderKind.BuildKit, "FROM x", false, true, "BuildKit")]
    public async Task Builder_depends_on_setting_Dockerfile_and_ignore_file(
        BuilderKind kind,
        string text,
        bool hidesDockerfile,
        bool isGenerated,
        string expected
    )
    {
        using var faulty = new FaultyEngine();

        Assert.AreEqual(expected + "Builder", await ChooseAsync(faulty, kind, text, hidesDockerfile, isGenerated));
    }

    [TestMethod]
    public async Task Generated_Dockerfile_is_built_by_BuildKit_if_the_options_require_its_exporter()
    {
        BuildOptions[] options =
        [
            new() { SourceDateEpoch = DateTimeOffset.FromUnixTimeSeconds(0) },
            new() { Compression = LayerCompression.Zstd },
            new() { Format = ImageFormat.Oci },
            new() { Annotations = new Dictionary<string, string> { ["a"] = "b" } },
        ];
        using var faulty = new FaultyEngine();

        foreach (var option in options)
        {
            Assert.AreEqual(
                nameof(BuildKitBuilder),
                await ChooseAsync(faulty, BuilderKind.Auto, "FROM x", isGenerated: true, options: option)
            );
        }

        // BuildKit would copy the ignored Dockerfile.
        Assert.AreEqual(
            nameof(ClassicBuilder),
            await ChooseAsync(faulty, BuilderKind.Auto, "FROM x", hidesDockerfile: true, options: options[0])
        );
    }

    [TestMethod]
    [DataRow("FROM x", false, "BuildKit")]
    [DataRow("FROM x", true, "Classic")]
    public async Task BuildKit_builds_a_generated_Dockerfile_for_an_index(string text, bool isHidden, string expected)
    {
        using var faulty = new FaultyEngine();

        Assert.AreEqual(
            expected + "Builder",
            await ChooseAsync(faulty, BuilderKind.Auto, text, isHidden, isGenerated: true, isForIndex: true)
        );
    }

    [TestMethod]
    [DataRow("Api-Version: 1.38\r\nOSType: linux\r\n")]
    [DataRow("Api-Version: 1.41\r\nOSType: windows\r\n")]
    [DataRow(Podman)]
    public async Task Engine_without_BuildKit_uses_the_classic_builder_or_fails(string headers)
    {
        using var faulty = new FaultyEngine();
        faulty.On("GET /_ping", exchange => exchange.AnswerAsync("200 OK", "OK", headers));

        Assert.AreEqual(
            nameof(ClassicBuilder),
            await ChooseAsync(faulty, BuilderKind.Auto, "FROM x\nRUN --mount=type=cache,target=/x y")
        );
        var failure = await Assert.ThrowsAsync<Exception>(() => ChooseAsync(faulty, BuilderKind.BuildKit, "FROM x"));
        Assert.AreEqual("DKZ2017", failure.Diagnostic().Code);
    }

    [TestMethod]
    [DataRow("linux/arm64", "BuildKitBuilder")]
    [DataRow("linux/amd64", "ClassicBuilder")]
    [DataRow(null, "ClassicBuilder")]
    public async Task Generated_Dockerfile_for_another_platform_is_built_with_BuildKit(string? platform, string builder)
    {
        using var faulty = new FaultyEngine();
        faulty.On(
            "GET /version",
            exchange => exchange.AnswerAsync("200 OK", """{"Version":"28.5.2","Arch":"amd64"}""")
        );
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var requested = platform is null ? (Platform?)null : Platform.Parse(platform);
        var request = await new BuilderRequest(BuilderKind.Auto, IsGenerated: true).ForAsync(
            engine.Api,
            requested,
            CancellationToken.None
        );

        var definition = new BuildDefinition(
            Dockerfile.Parse("FROM x"),
            BuildContext.Create("FROM x", []),
            new BuildOptions()
        );
        var chosen = BuilderSelector.Choose(engine.Api, request, definition);

        Assert.AreEqual(builder, chosen.GetType().Name);
    }

    private static async Task<string> ChooseAsync(
        FaultyEngine faulty,
        BuilderKind kind,
        string text,
        bool hidesDockerfile = false,
        bool isGenerated = false,
        BuildOptions? options = null,
        bool isForIndex = false
    )
    {
        using var folder = new TemporaryFolder();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        ContextFile[] files = hidesDockerfile
            ? [new(folder.Write("ignore", "**/Dockerfile*\n"), ".dockerignore", null, ContextFile.PlainMode)]
            : [];
        var definition = new BuildDefinition(
            Dockerfile.Parse(text),
            BuildContext.Create(text, files),
            options ?? new BuildOptions()
        );
        var request = new BuilderRequest(kind, isGenerated) { IsForIndex = isForIndex };
        return BuilderSelector.Choose(engine.Api, request, definition).GetType().Name;
    }
}
