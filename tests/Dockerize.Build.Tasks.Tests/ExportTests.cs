using static Dockerize.Build.Tasks.Tests.EngineAnswers;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// Settings for the export of the image reach the engine, or a warning explains why they have no effect.
/// </summary>
[TestClass]
public sealed class ExportTests
{
    private const string Docker28 = "Api-Version: 1.51\r\nOSType: linux\r\n";
    private const string Containerd = """{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}""";

    [TestMethod]
    [DataRow("DockerCompression=zstd", "\"compression\":\"zstd\",\"force-compression\":\"true\"")]
    [DataRow("ContainerImageFormat=OCI", "\"oci-mediatypes\":\"true\"")]
    [DataRow("DockerImageFormat=docker ContainerImageFormat=OCI", "\"oci-mediatypes\":\"false\"")]
    [DataRow("SOURCE_DATE_EPOCH=1600000000", "\"rewrite-timestamp\":\"true\"")]
    [DataRow("ContainerGenerateAnnotations=true", "\"annotation.org.opencontainers.image.title\":\"The app\"")]
    [DataRow("", "\"annotation.team\":\"shop\"", "<DockerAnnotation Include='team' Value='shop' />")]
    [DataRow("", "\"annotation.team\":\"shop\"", "<ContainerAnnotation Include='team' Value='shop' />")]
    public void Settings_are_attributes_of_the_exporter(string properties, string attribute, string item = "")
    {
        using var engine = new FaultyEngine().HasBase();
        engine.On("GET /_ping", exchange => exchange.AnswerAsync("200 OK", "OK", Docker28));
        engine.Answer("GET /info", Containerd);
        using var project = new TargetsProject(
            $"<PropertyGroup><Title>The app</Title></PropertyGroup><ItemGroup>{item}</ItemGroup>"
        );

        // The engine rejects the build. Only the request matters.
        project.Run("Publish", $"DockerHost={engine.Host} {properties}");

        var request = engine.Requests.First(line => line.StartsWith("POST /build?", StringComparison.Ordinal));
        Assert.Contains(attribute, Uri.UnescapeDataString(request));
    }

    [TestMethod]
    [DataRow("<DockerCompression>zstd</DockerCompression>", "DKZ2033", "DockerCompression=zstd has")]
    [DataRow("<DockerCompression>gzip</DockerCompression>", "", "")]
    [DataRow("<DockerImageFormat>OCI</DockerImageFormat>", "DKZ2033", "DockerImageFormat=OCI has")]
    [DataRow(
        "<DockerImageFormat>OCI</DockerImageFormat><ContainerImageFormat>OCI</ContainerImageFormat>",
        "DKZ1022",
        "ContainerImageFormat=OCI has"
    )]
    [DataRow("""<DockerAnnotation Include="team" Value="x" />""", "DKZ2033", "DockerAnnotation 'team' has")]
    [DataRow(
        """<DockerAnnotation Include="team" Value="x" Scope="Index" />""",
        "DKZ1048",
        "one platform, which has no index: team."
    )]
    public void Setting_that_the_engine_cannot_apply_is_a_warning(string xml, string code, string text)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        engine.Answer("GET /info", """{"DriverStatus":[["Backing Filesystem","extfs"]]}""");
        using var project = new TestProject().Use(engine).Set("DockerBuilder", "classic").Read(xml);

        var result = project.Build().Success();

        Assert.AreEqual(code, result.Warnings);
        Assert.Contains(text, string.Concat(result.Engine.Warnings.Select(warning => warning.Message)));
    }

    [TestMethod]
    public void Classic_builder_with_SOURCE_DATE_EPOCH_reports_that_the_id_is_not_reproducible()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        engine.Answer("GET /info", Containerd);
        using var project = new TestProject()
            .Use(engine)
            .Set("DockerBuilder", "classic")
            .Set("SOURCE_DATE_EPOCH", "1600000000");

        var result = project.Build().Success();

        Assert.AreEqual("", result.Warnings);
        Assert.AreEqual(
            "The image id is not reproducible with SOURCE_DATE_EPOCH: the builder of this engine does not support "
                + "SOURCE_DATE_EPOCH",
            result.Information.Single(message => message.Contains("reproducible", StringComparison.Ordinal))
        );
    }

    [TestMethod]
    [DataRow("<DockerCompression>estargz</DockerCompression>", "'estargz' of DockerCompression")]
    [DataRow("<DockerImageFormat>v2</DockerImageFormat>", "'v2' of DockerImageFormat")]
    [DataRow("""<DockerAnnotation Include="a" Scope="Layer" />""", "'Layer' of Scope of DockerAnnotation 'a'")]
    [DataRow(
        """<DockerImageFormat>docker</DockerImageFormat><DockerAnnotation Include="a" Value="b" />""",
        "DockerImageFormat is Docker"
    )]
    public void Invalid_settings_are_errors_before_the_Dockerfile_is_generated(string xml, string text)
    {
        using var project = new TestProject().Read(xml);

        Assert.Contains(text, project.Generate().Error("DKZ1011"));
    }

    [TestMethod]
    public void Image_with_another_compression_or_epoch_is_not_up_to_date()
    {
        using var engine = new FaultyEngine().HasBase();
        engine.On("GET /_ping", exchange => exchange.AnswerAsync("200 OK", "OK", Docker28));
        engine.Answer("GET /info", Containerd);
        engine.Answer("POST /build", $$$"""{"id":"moby.image.id","aux":{"ID":"{{{BuiltId}}}"}}""" + "\n");
        engine.On($"POST /images/{BuiltId}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        engine.On("POST /containers/create", exchange => exchange.AnswerAsync("201 Created", """{"Id":"c0ffee"}"""));
        engine.On("DELETE /containers/c0ffee", exchange => exchange.AnswerAsync("204 No Content", ""));
        using var project = new TestProject().Use(engine);

        foreach (
            var (property, value) in new[]
            {
                ("DockerCompression", "zstd"),
                ("DockerCompression", "gzip"),
                ("SOURCE_DATE_EPOCH", "1600000000"),
                ("SOURCE_DATE_EPOCH", "1600000001"),
                ("SOURCE_DATE_EPOCH", "1600000001"),
            }
        )
        {
            project.Set(property, value).Build().Success();
        }

        Assert.AreEqual(4, engine.Count("POST /build"));
    }
}
