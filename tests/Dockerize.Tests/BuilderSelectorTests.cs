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
            new() { SourceDateEpoch = DateTimeOffset.UnixEpoch },
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

    private static async Task<string> ChooseAsync(
        FaultyEngine faulty,
        BuilderKind kind,
        string text,
        bool hidesDockerfile = false,
        bool isGenerated = false,
        BuildOptions? options = null
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
        return BuilderSelector.Choose(engine.Api, kind, definition, isGenerated).GetType().Name;
    }
}
