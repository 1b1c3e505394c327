using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>
/// samples/HelloWeb is published once with two tags and a push, removed from the engine, and pulled by its digest. Each
/// test checks the pulled image.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class PublishedSampleTests
{
    private static UserFolder folder = null!;
    private static string log = "";

    private static string PublishDirectory => Path.Combine(folder.Path, "Web", "bin", "Release", "net10.0", "publish");

    [ClassInitialize]
    public static async Task PublishAsync(TestContext _)
    {
        folder = new UserFolder();
        Sample.CopyTo(Sample.HelloWeb, folder.Path);
        log = (
            await folder.PublishAsync(Sample.HelloWebProject, "-p:DockerPush=true", "-p:DockerTags=1.0 latest")
        ).Succeeded();

        var pushed = $"{folder.Image}@{await RegistryDigestAsync()}";
        await CommandLine.RemoveImagesAsync(folder.Image + ":1.0", folder.Image + ":latest");
        await CommandLine.DockerAsync("pull", "-q", pushed);
        await CommandLine.DockerAsync("tag", pushed, folder.Image + ":1.0");
    }

    [ClassCleanup]
    public static async Task CleanUpAsync() => await folder.DisposeAsync();

    [TestMethod]
    public async Task Image_pulled_by_its_digest_answers_over_HTTP()
    {
        await using var container = await Container.StartAsync(folder.Image + ":1.0");

        Assert.AreEqual(
            "Hello, Ada! Visits so far: 1",
            await container.GetAsync("hello/Ada"),
            "the app runs and finds the native library of SQLite"
        );
        StringAssert.Contains(await container.GetAsync("site.css"), "letter-spacing", StringComparison.Ordinal);
        StringAssert.Contains(
            await container.GetAsync("_content/Theme/theme.css"),
            "Georgia",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public async Task Every_tag_of_the_sample_is_pushed()
    {
        using var http = new HttpClient();
        var tags = await http.GetStringAsync(
            new Uri($"http://{TestMachine.Registry}/v2/{folder.Repository}/tags/list")
        );

        StringAssert.Contains(tags, "\"1.0\"", StringComparison.Ordinal);
        StringAssert.Contains(tags, "\"latest\"", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task App_runs_as_the_app_user_of_the_base_image() =>
        Assert.AreEqual("1654", await InspectAsync("{{.Config.User}}"));

    [TestMethod]
    public async Task Image_starts_the_app_in_its_folder_and_exposes_its_port()
    {
        Assert.AreEqual("""["dotnet","/app/HelloWeb.dll"]""", await InspectAsync("{{json .Config.Entrypoint}}"));
        Assert.AreEqual("/app", await InspectAsync("{{.Config.WorkingDir}}"));
        Assert.AreEqual("""{"8080/tcp":{}}""", await InspectAsync("{{json .Config.ExposedPorts}}"));
    }

    [TestMethod]
    public async Task Labels_contain_version_description_base_image_and_runtime()
    {
        Assert.AreEqual("1.0.0", await InspectAsync("""{{index .Config.Labels "org.opencontainers.image.version"}}"""));
        Assert.AreEqual(
            "A guest book.",
            await InspectAsync("""{{index .Config.Labels "org.opencontainers.image.description"}}""")
        );
        Assert.AreEqual(
            $"{TestMachine.BaseRegistry}/dotnet/aspnet:10.0",
            await InspectAsync("""{{index .Config.Labels "org.opencontainers.image.base.name"}}""")
        );
        Assert.AreEqual("10.0", await InspectAsync("""{{index .Config.Labels "net.dot.runtime.majorminor"}}"""));
    }

    [TestMethod]
    public async Task Layers_are_ordered_from_rarely_changed_to_often_changed()
    {
        var history = await CommandLine.DockerAsync(
            "history",
            "--no-trunc",
            "--format",
            "{{.CreatedBy}}",
            folder.Image + ":1.0"
        );
        var baseLayers = (
            await CommandLine.DockerAsync(
                "image",
                "inspect",
                "-f",
                "{{len .RootFS.Layers}}",
                $"{TestMachine.BaseRegistry}/dotnet/aspnet:10.0"
            )
        );

        // The COPY instructions of the base images have other destinations.
        Assert.HasCount(5, Regex.Matches(history, "COPY .*( in / *| / # buildkit)$", RegexOptions.Multiline));
        Assert.AreEqual(
            baseLayers,
            (await folder.LayersAsync("1.0")).Count(layer => layer != BuildKitTests.EmptyLayer) - 5 + "",
            "the fifth layer is the writable folder of the app"
        );

        using var saved = await SavedImage.OpenAsync(folder.Image + ":1.0");
        var layers = (await saved.ListLayersAsync()).Where(files => files.Count > 0).ToArray();
        string[] expected = ["app/Dapper.dll", "app/wwwroot/site.css", "app/Greetings.dll", "app/HelloWeb.dll"];
        CollectionAssert.AreEqual(
            expected,
            layers[^4..]
                .Select(
                    (layer, index) =>
                        layer.Contains(expected[index]) ? expected[index] : "missing in " + string.Join(' ', layer)
                )
                .ToArray()
        );
    }

    [TestMethod]
    public async Task Image_contains_every_published_file_except_those_for_other_platforms()
    {
        var container = await CommandLine.DockerAsync("create", folder.Image + ":1.0");
        var copy = Path.Combine(folder.Path, "copy");
        try
        {
            await CommandLine.DockerAsync("cp", container + ":/app", copy);
        }
        finally
        {
            await CommandLine.DockerAsync("rm", "-f", container);
        }

        var published = Files(PublishDirectory);
        var inImage = Files(copy);
        var missing = published.Keys.Except(inImage.Keys).ToArray();

        Assert.IsEmpty(inImage.Keys.Except(published.Keys));
        Assert.IsTrue(
            missing.Length > 0 && missing.All(path => path.StartsWith("runtimes/", StringComparison.Ordinal)),
            string.Join(' ', missing)
        );
        Assert.Contains("runtimes/linux-x64/native/libe_sqlite3.so", inImage.Keys);
        foreach (var (path, hash) in inImage)
            Assert.AreEqual(published[path], hash, path);
    }

    [TestMethod]
    public void Log_shows_the_steps_the_run_command_and_the_image_name()
    {
        StringAssert.Matches(log, new Regex(@"\[1/\d+\] FROM .*/dotnet/aspnet:10\.0"));
        StringAssert.Contains(log, $"docker run --rm -p 8080:8080 {folder.Image}:1.0", StringComparison.Ordinal);
        // Podman does not report layers.
        StringAssert.Matches(
            log,
            new Regex(
                @"Pushed "
                    + $@"{Regex.Escape(folder.Image)}:1\.0{(TestMachine.Engine.IsPodman ? "" : @": \d+ of \d+ layers")}"
            )
        );
        StringAssert.EndsWith(log, $"HelloWeb -> {folder.Image}:1.0, {folder.Image}:latest", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Later_targets_get_one_item_per_tag_with_id_digest_size_and_platform()
    {
        folder.Write(
            "Web/Directory.Build.targets",
            """
            <Project>
              <Target Name="Show" AfterTargets="PublishDockerImage">
                <Message Importance="High" Text="item %(GeneratedDockerImage.Identity) %(ImageId) %(Digest) %(Size) %(Platform) %(Pushed)" />
                <Message Importance="High" Text="property $(GeneratedDockerImageId) $(GeneratedDockerImageDigest)" />
              </Target>
            </Project>
            """
        );
        try
        {
            var output = (
                await folder.PublishAsync(
                    Sample.HelloWebProject,
                    "--no-build",
                    "-p:DockerPush=true",
                    "-p:DockerTags=1.0 latest"
                )
            ).Succeeded();

            // With containerd, the size has fewer digits, because it counts compressed bytes.
            StringAssert.Matches(
                output,
                new Regex(
                    $@"item {Regex.Escape(folder.Image)}:1\.0 sha256:\w{{64}} sha256:\w{{64}} \d{{8,9}} linux/\w+ true"
                )
            );
            StringAssert.Matches(
                output,
                new Regex(
                    $@"item {Regex.Escape(folder.Image)}:latest sha256:\w{{64}} "
                        + @"sha256:\w{64} \d{8,9} linux/\w+ true"
                )
            );
            StringAssert.Matches(
                output,
                new Regex($@"property sha256:\w{{64}} {await RegistryDigestAsync()}"),
                "the digest equals the digest in the registry"
            );
        }
        finally
        {
            File.Delete(Path.Combine(folder.Path, "Web", "Directory.Build.targets"));
        }
    }

    // The digests that an engine lists can differ from the pushed digest: Podman lists those of the stored image.
    private static async Task<string> RegistryDigestAsync()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Head,
            new Uri($"http://{TestMachine.Registry}/v2/{folder.Repository}/manifests/1.0")
        );
        foreach (
            var type in new[]
            {
                "application/vnd.docker.distribution.manifest.v2+json",
                "application/vnd.oci.image.manifest.v1+json",
                "application/vnd.oci.image.index.v1+json",
            }
        )
            request.Headers.Accept.ParseAdd(type);
        using var response = await http.SendAsync(request);
        return response.EnsureSuccessStatusCode().Headers.GetValues("Docker-Content-Digest").Single();
    }

    private static Task<string> InspectAsync(string format) =>
        CommandLine.DockerAsync("image", "inspect", "-f", format, folder.Image + ":1.0");

    private static Dictionary<string, string> Files(string directory) =>
        Directory
            .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetRelativePath(directory, file).Replace('\\', '/'),
                file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))
            );
}
