namespace Dockerize.Tests;

[TestClass]
public sealed class ImageInspectionTests
{
    [TestMethod]
    [DataRow("linux/amd64", true)]
    [DataRow("linux/amd64/v2", true)]
    [DataRow("linux/arm64", false)]
    [DataRow("windows/amd64", false)]
    public void Image_runs_on_its_operating_system_and_architecture(string platform, bool runs) =>
        Assert.AreEqual(
            runs,
            new ImageInspection
            {
                Id = "sha256:1",
                Os = "linux",
                Architecture = "amd64",
            }.RunsOn(Platform.Parse(platform))
        );

    [TestMethod]
    public void Configuration_has_the_format_of_the_OCI_specification()
    {
        var image = Read(
            """
            {
              "Id": "sha256:1", "Created": "2026-01-02T03:04:05.6789Z", "Os": "linux", "Architecture": "arm64",
              "Variant": "v8", "Size": 7,
              "Config": {
                "Hostname": "", "AttachStdin": false, "User": "app", "Env": ["A=1;2"], "Cmd": null, "Labels": {},
                "WorkingDir": "", "Entrypoint": ["dotnet"], "ExposedPorts": { "8080/tcp": {} }
              },
              "RootFS": { "Type": "layers", "Layers": ["sha256:2", "sha256:3"] }
            }
            """
        );

        Assert.AreEqual(
            """{"created":"2026-01-02T03:04:05.6789Z","architecture":"arm64","variant":"v8","os":"linux","config":"""
                + """{"User":"app","ExposedPorts":{"8080/tcp":{}},"Env":["A=1;2"],"Entrypoint":["dotnet"]},"""
                + """ "rootfs":{"type":"layers","diff_ids":["sha256:2","sha256:3"]}}""".TrimStart(),
            image.Configuration
        );
    }

    [TestMethod]
    [DataRow("application/vnd.oci.image.manifest.v1+json", "sha256:2")]
    [DataRow("application/vnd.docker.distribution.manifest.v2+json", "sha256:2")]
    [DataRow("application/vnd.oci.image.index.v1+json", null)]
    [DataRow("", null)]
    public void Manifest_digest_is_known_if_the_engine_stores_the_manifest(string mediaType, string? digest)
    {
        var image = Read(
            $$"""{ "Id": "sha256:1", "Descriptor": { "mediaType": "{{mediaType}}", "digest": "sha256:2" } }"""
        );

        Assert.AreEqual(digest, image.ManifestDigest);
        Assert.AreEqual(digest is null ? null : mediaType, image.ManifestMediaType);
    }

    private static ImageInspection Read(string answer) =>
        ImageAnswers.ReadInspection(EngineJson.Object(EngineJson.Parse(answer))!);
}
