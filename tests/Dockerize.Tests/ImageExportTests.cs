namespace Dockerize.Tests;

/// <summary>The export of an image: the attributes for the exporter, and engines that do not support them.</summary>
[TestClass]
public sealed class ImageExportTests
{
    private const string Docker28 = "Api-Version: 1.51\r\nOSType: linux\r\n";
    private const string Docker25 = "Api-Version: 1.44\r\nOSType: linux\r\n";
    private const string Podman = "Api-Version: 1.44\r\nOSType: linux\r\nLibpod-API-Version: 5.8.6\r\n";

    private const string Containerd = """{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}""";
    private const string OlderStore = """{"DriverStatus":[["Backing Filesystem","extfs"]]}""";

    private const string Rewrite = "\"dangling-name-prefix\":\"moby-dangling\",\"rewrite-timestamp\":\"true\"";
    private const string Gzip = "\"compression\":\"gzip\",\"force-compression\":\"true\"";

    private static readonly BuildOptions Epoch = new()
    {
        SourceDateEpoch = DateTimeOffset.FromUnixTimeSeconds(1_600_000_000),
    };

    private static readonly BuildOptions Annotated = new()
    {
        Annotations = new Dictionary<string, string> { ["b"] = "x, \"y\"", ["a.b"] = "1" },
    };

    private static IEnumerable<object?[]> Exports =>
        [
            [new BuildOptions(), null],
            [new BuildOptions { Compression = LayerCompression.Gzip }, Output("moby", Gzip)],
            [
                new BuildOptions { Compression = LayerCompression.Zstd },
                Output("moby", Gzip.Replace("gzip", "zstd") + ",\"oci-mediatypes\":\"true\""),
            ],
            [
                new BuildOptions { Compression = LayerCompression.Zstd, Format = ImageFormat.Docker },
                Output("moby", Gzip.Replace("gzip", "zstd") + ",\"oci-mediatypes\":\"false\""),
            ],
            [new BuildOptions { Format = ImageFormat.Oci }, Output("moby", "\"oci-mediatypes\":\"true\"")],
            [
                Annotated,
                Output(
                    "moby",
                    """
                    "oci-mediatypes":"true","annotation.a.b":"1","annotation.b":"x, \"y\""
                    """
                ),
            ],
            [Epoch, Output("image", $"{Rewrite},{Gzip}")],
            [Epoch with { Format = ImageFormat.Oci }, Output("image", $"{Rewrite},{Gzip},\"oci-mediatypes\":\"true\"")],
        ];

    [TestMethod]
    [DynamicData(nameof(Exports))]
    public async Task Options_are_attributes_of_the_exporter(BuildOptions options, string? outputs)
    {
        var export = await ResolveAsync(Docker28, Containerd, options);

        Assert.AreEqual(outputs, export.Options.Outputs);
        Assert.HasCount(0, export.Unsupported);
    }

    [TestMethod]
    public async Task Times_are_not_rewritten_before_Docker_26()
    {
        var export = await ResolveAsync(Docker25, Containerd, Epoch);

        Assert.AreEqual(Output("moby", Gzip), export.Options.Outputs);
        Assert.IsFalse(export.Options.RewritesTimes);
    }

    [TestMethod]
    [DataRow(Docker28, OlderStore, true, ExportLimit.ImageStore)]
    [DataRow(Docker28, OlderStore, false, ExportLimit.ImageStore)]
    [DataRow(Docker28, Containerd, false, ExportLimit.ClassicBuilder)]
    [DataRow(Podman, "{}", false, ExportLimit.Podman)]
    public async Task Unsupported_options_are_removed(string headers, string info, bool isBuildKit, ExportLimit limit)
    {
        var options = Annotated with { Compression = LayerCompression.Zstd, Format = ImageFormat.Oci };

        var export = await ResolveAsync(headers, info, options, isBuildKit);

        Assert.AreEqual(limit, export.Limit);
        Assert.AreEqual("Compression Format Annotations", string.Join(' ', export.Unsupported));
        Assert.IsNull(export.Options.Outputs);
        Assert.IsFalse(ImageExport.IsNeeded(export.Options));
    }

    [TestMethod]
    [DataRow(Docker28, OlderStore, "")]
    [DataRow(Podman, "{}", "")]
    [DataRow(Docker28, Containerd, "Compression Format")]
    public async Task Defaults_of_an_engine_are_supported(string headers, string info, string unsupported)
    {
        var options = new BuildOptions { Compression = LayerCompression.Gzip, Format = ImageFormat.Docker };

        var export = await ResolveAsync(headers, info, options, isBuildKit: false);

        Assert.AreEqual(unsupported, string.Join(' ', export.Unsupported));
    }

    [TestMethod]
    public async Task Library_build_with_unsupported_options_fails_before_the_build()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", "FROM scratch\n");
        using var faulty = Engine(Docker28, OlderStore);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);

        var error = await Assert.ThrowsExactlyAsync<ExportUnsupportedException>(() =>
            engine.BuildAsync(new ImageBuildRequest(folder.Path) { Options = Annotated })
        );

        Assert.AreEqual(ExportLimit.ImageStore, error.Limit);
        Assert.AreEqual(ExportOption.Annotations, error.Options.Single());
        Assert.IsFalse(faulty.Requests.Any(request => request.StartsWith("POST", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(Docker28, Containerd, "buildargs={\"SOURCE_DATE_EPOCH\":\"1600000000\"}")]
    [DataRow(Podman, "{}", "sourcedateepoch=1600000000&rewritetimestamp=1")]
    public async Task Epoch_is_sent_to_the_builder(string headers, string info, string expected)
    {
        using var faulty = Engine(headers, info);

        await BuildAsync(faulty, "FROM scratch\n", Epoch);

        Assert.Contains(expected, Uri.UnescapeDataString(BuildRequest(faulty)));
    }

    [TestMethod]
    public async Task Build_argument_overrides_the_epoch()
    {
        var options = Epoch with { Arguments = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "1" } };
        using var faulty = Engine(Docker28, Containerd);

        await BuildAsync(faulty, "FROM scratch\n", options);

        Assert.Contains("{\"SOURCE_DATE_EPOCH\":\"1\"}", Uri.UnescapeDataString(BuildRequest(faulty)));
    }

    [TestMethod]
    [DataRow(Containerd, 1_600_000_000, "RUN x", "")]
    [DataRow(Containerd, 1_700_000_000, "WORKDIR /x", "does not support SOURCE_DATE_EPOCH")]
    [DataRow(OlderStore, 1_600_000_000, "COPY . /\nWORKDIR /app\nUSER 1", "")]
    [DataRow(OlderStore, 1_600_000_000, "RUN x", "keeps the time of the build")]
    [DataRow(OlderStore, 1_600_000_000, "COPY . /app", "keeps the time of the build")]
    public async Task Reason_is_reported_if_the_id_is_not_reproducible(
        string info,
        int created,
        string step,
        string reason
    )
    {
        using var faulty = Engine(Docker28, info, created);

        var messages = await BuildAsync(faulty, $"FROM scratch\n{step}\n", Epoch);

        var reports = messages.Where(message => message.Contains("not reproducible", StringComparison.Ordinal));
        Assert.AreEqual(reason.Length > 0 ? 1 : 0, reports.Count());
        Assert.Contains(reason, string.Concat(reports));
    }

    private static string Output(string type, string attributes) =>
        $$$"""[{"Type":"{{{type}}}","Attrs":{{{{attributes}}}}}]""";

    private static string BuildRequest(FaultyEngine faulty) =>
        faulty.Requests.Single(request => request.StartsWith("POST /build?", StringComparison.Ordinal));

    private static FaultyEngine Engine(string headers, string info, int created = 1_600_000_000)
    {
        var faulty = new FaultyEngine();
        faulty.On("GET /_ping", exchange => exchange.AnswerAsync("200 OK", "OK", headers));
        faulty.Answer("GET /info", info);
        faulty.Answer("POST /build", """{"id":"moby.image.id","aux":{"ID":"sha256:built"}}""" + "\n");
        faulty.Answer(
            "GET /images/sha256:built/json",
            $$"""
            {"Id":"sha256:built","Os":"linux","Architecture":"amd64",
            "Created":"{{DateTimeOffset.FromUnixTimeSeconds(created):O}}"}
            """
        );
        faulty.On("POST /containers/create", exchange => exchange.AnswerAsync("201 Created", """{"Id":"c0ffee"}"""));
        faulty.On("DELETE /containers/c0ffee", exchange => exchange.AnswerAsync("204 No Content", ""));
        return faulty;
    }

    private static async Task<ImageExport> ResolveAsync(
        string headers,
        string info,
        BuildOptions options,
        bool isBuildKit = true
    )
    {
        using var faulty = Engine(headers, info);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        IEngineBuilder builder = isBuildKit ? new BuildKitBuilder(engine.Api) : new ClassicBuilder(engine.Api);
        return await ImageExport.ResolveAsync(engine.Api, builder, options, CancellationToken.None);
    }

    private static async Task<IReadOnlyList<string>> BuildAsync(FaultyEngine faulty, string text, BuildOptions options)
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", text);
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var log = new StringWriter();
        await engine.BuildAsync(new ImageBuildRequest(folder.Path) { Options = options }, new TextProgress(log));
        return log.ToString().Split('\n');
    }
}
