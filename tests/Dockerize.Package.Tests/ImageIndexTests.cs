using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>One image for several platforms, created and pushed through the engine API.</summary>
[TestClass]
public sealed class ImageIndexTests
{
    private const string Manifests =
        "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
        + "application/vnd.docker.distribution.manifest.v2+json";

    private static readonly string[] Platforms = ["linux/amd64", "linux/arm64"];

    private readonly string repository = "index-" + Guid.NewGuid().ToString("N")[..12];

    private ImageReference Name => ImageReference.Parse($"{TestMachine.Registry}/{repository}:1");

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Pushed_index_has_the_image_of_each_platform()
    {
        using var engine = await DockerEngine.ConnectAsync();
        var images = await BuildAsync(engine, "one");
        try
        {
            if (!TestMachine.Engine.IsPodman && !TestMachine.Engine.HasContainerdStore)
            {
                await RefuseAsync(engine, images);
                return;
            }

            var annotations = new Dictionary<string, string> { ["com.example.team"] = "shop, \"web\"" };
            var digest = await engine.CreateIndexAsync(Name, [images[1], $"{repository}:linux-amd64"], annotations);
            Assert.AreEqual(digest, await engine.CreateIndexAsync(Name, images, annotations));
            var pushed = await engine.PushAsync(new ImagePushRequest(Name));

            if (!TestMachine.Engine.IsPodman)
                Assert.AreEqual(digest, pushed.Digest);
            var index = await ManifestAsync($"{pushed.Digest}");
            Assert.AreEqual(annotations["com.example.team"], index["annotations"]?["com.example.team"]);
            Assert.AreEqual(
                string.Join(' ', Platforms),
                string.Join(' ', index["manifests"]!.Select(child => PlatformOf(child["platform"]!)))
            );
            foreach (var (child, platform) in index["manifests"]!.Zip(Platforms))
            {
                var manifest = await ManifestAsync((string)child["digest"]!);
                var config = JObject.Parse(
                    await GetAsync($"blobs/{manifest["config"]!["digest"]}", "application/octet-stream")
                );
                Assert.AreEqual(platform, PlatformOf(config));
            }

            // A push under another name adds and removes that name, and changes no image.
            var other = ImageReference.Parse($"{TestMachine.Registry}/{repository}:2");
            await engine.PushAsync(new ImagePushRequest(Name.Familiar, other));
            Assert.AreEqual(Platforms.Length, (await ManifestAsync("2"))["manifests"]!.Count());
            Assert.IsNull(await engine.InspectAsync(other.Familiar));
            foreach (var image in images)
                Assert.IsNotNull(await engine.InspectAsync(image));

            // The name still refers to the index.
            Assert.AreEqual(pushed.Digest, (await engine.PushAsync(new ImagePushRequest(Name))).Digest);
        }
        finally
        {
            await RemoveAsync(engine, images);
        }
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Index_runs_the_image_for_the_platform_of_the_engine()
    {
        if (!TestMachine.Engine.IsPodman && !TestMachine.Engine.HasContainerdStore)
            return;

        using var engine = await DockerEngine.ConnectAsync();
        var images = await BuildAsync(engine, "two");
        try
        {
            await engine.TagAsync(images[1], Name);
            await engine.CreateIndexAsync(Name, images);

            Assert.AreEqual(
                "two",
                await CommandLine.DockerAsync("run", "--rm", "--network=none", Name.Familiar, "cat", "/text")
            );

            // The image that had the name is kept, and so are the images of a removed index.
            await engine.RemoveImageAsync(Name.Familiar);
            foreach (var image in images)
                Assert.IsNotNull(await engine.InspectAsync(image));
        }
        finally
        {
            await RemoveAsync(engine, images);
        }
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Failed_creation_of_an_index_does_not_change_the_name()
    {
        if (!TestMachine.Engine.IsPodman && !TestMachine.Engine.HasContainerdStore)
            return;

        using var engine = await DockerEngine.ConnectAsync();
        var images = await BuildAsync(engine, "three");
        try
        {
            await engine.TagAsync(images[0], Name);

            await Assert.ThrowsExactlyAsync<EngineRefusedException>(() =>
                engine.CreateIndexAsync(Name, [.. images, $"{repository}:missing"])
            );
            await Assert.ThrowsExactlyAsync<DuplicatePlatformException>(() =>
                engine.CreateIndexAsync(Name, [images[0], Name.Familiar])
            );

            Assert.AreEqual(images[0], (await engine.InspectAsync(Name.Familiar))?.Id);
        }
        finally
        {
            await RemoveAsync(engine, images);
        }
    }

    private async Task RefuseAsync(DockerEngine engine, string[] images)
    {
        var error = await Assert.ThrowsExactlyAsync<ImageIndexUnsupportedException>(() =>
            engine.CreateIndexAsync(Name, images)
        );

        Assert.IsFalse(error.HasContainerdStore);
        Assert.AreEqual("DKZ2030", error.Diagnostic().Code);
        Assert.IsNull(await engine.InspectAsync(Name.Familiar));
    }

    // Returns the ids of an image that can run, and of an image for another platform, which requires no emulation.
    private async Task<string[]> BuildAsync(DockerEngine engine, string text)
    {
        using var folder = new SourceFolder();
        folder.Write("text", text);
        var ids = new List<string>();
        foreach (
            var (platform, start) in Platforms.Zip([$"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0", "scratch"])
        )
        {
            folder.Write("Dockerfile", $"FROM {start}\nCOPY text /text\nLABEL test={repository}\n");
            var request = new ImageBuildRequest(folder.Path)
            {
                Tags = [$"{repository}:{platform.Replace('/', '-')}"],
                Options = { Platform = Platform.Parse(platform) },
            };
            ids.Add((await engine.BuildAsync(request)).Id);
        }

        return [.. ids];
    }

    private async Task RemoveAsync(DockerEngine engine, string[] images)
    {
        foreach (var name in new[] { Name.Familiar }.Concat(images))
        {
            if (await engine.InspectAsync(name) is not null)
                await engine.RemoveImageAsync(name, force: true);
        }
    }

    private static string PlatformOf(JToken fields) => $"{fields["os"]}/{fields["architecture"]}";

    private async Task<JObject> ManifestAsync(string digest) =>
        JObject.Parse(await GetAsync($"manifests/{digest}", Manifests));

    private async Task<string> GetAsync(string path, string accept)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Accept", accept);
        return await client.GetStringAsync(new Uri($"http://{TestMachine.Registry}/v2/{repository}/{path}"));
    }
}
