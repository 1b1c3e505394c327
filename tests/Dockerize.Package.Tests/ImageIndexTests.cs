using System.Formats.Tar;
using System.Text.RegularExpressions;
using Dockerize.Indexes;
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
            Assert.AreEqual(annotations["com.example.team"], (string?)index["annotations"]?["com.example.team"]);
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

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Build_for_two_platforms_creates_an_index_and_leaves_no_other_image()
    {
        using var engine = await DockerEngine.ConnectAsync();
        using var folder = new SourceFolder();
        folder.Write("text", "four");
        folder.Write("Dockerfile", $"FROM scratch\nCOPY text /text\nLABEL test={repository}\n");
        var request = new ImageBuildRequest(folder.Path)
        {
            Tags = [Name.Familiar, $"{repository}:2"],
            Platforms = [.. Platforms.Select(Platform.Parse)],
        };
        if (!TestMachine.Engine.IsPodman && !TestMachine.Engine.HasContainerdStore)
        {
            await Assert.ThrowsExactlyAsync<ImageIndexUnsupportedException>(() => engine.BuildAsync(request));
            return;
        }

        var lines = new List<string>();
        using var log = new Lines(lines.Add);
        var built = await engine.BuildAsync(request, new TextProgress(log));
        try
        {
            foreach (var platform in Platforms)
                Assert.Contains(line => line.StartsWith($"{platform}: ", StringComparison.Ordinal), lines);
            Assert.AreEqual(built.Id, (await engine.BuildAsync(request)).Id);
            var pushed = await engine.PushAsync(new ImagePushRequest(Name));
            var index = await ManifestAsync($"{pushed.Digest}");
            Assert.AreEqual(
                string.Join(' ', Platforms),
                string.Join(' ', index["manifests"]!.Select(child => PlatformOf(child["platform"]!)))
            );
            // In containerd's image store, only the index keeps its images.
            foreach (var child in index["manifests"]!.Where(_ => !TestMachine.Engine.IsPodman))
                Assert.IsNull(await engine.InspectAsync((string)child["digest"]!));

            await CheckArchiveAsync(engine, built.Id, index);

            // A failed build changes no name, and leaves no image.
            folder.Write("Dockerfile", $"FROM scratch\nCOPY text /other\nCOPY missing-$TARGETARCH /\n");
            await Assert.ThrowsAsync<ImageBuildException>(() => engine.BuildAsync(request));
            Assert.AreEqual(pushed.Digest, (await engine.PushAsync(new ImagePushRequest(Name))).Digest);
        }
        finally
        {
            await RemoveAsync(engine, [$"{repository}:2"]);
        }
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Only_changed_platforms_of_an_index_are_built_again()
    {
        if (!TestMachine.Engine.IsPodman && !TestMachine.Engine.HasContainerdStore)
            return;

        using var engine = await DockerEngine.ConnectAsync();
        var start = await PushBaseAsync(engine);
        using var records = new SourceFolder();
        try
        {
            var first = await BuildIndexAsync(engine, records.Path, start, "one", "one");
            Assert.Contains($"linux/arm64: Pulling {start}", first.Lines);
            await engine.PushAsync(new ImagePushRequest(Name));
            var before = await PushedIndex.ReadAsync(repository, "1");

            var second = await BuildIndexAsync(engine, records.Path, start, "one", "one");
            Assert.AreEqual($"{Name} is up to date", string.Join('|', second.Lines));
            Assert.AreEqual(first.Index.Id, second.Index.Id);

            var third = await BuildIndexAsync(engine, records.Path, start, "one", "two");
            Assert.AreNotEqual(first.Index.Id, third.Index.Id);
            Assert.AreEqual(first.Index.Images[0].Id, third.Index.Images[0].Id);
            Assert.DoesNotContain(line => Regex.IsMatch(line, "^linux/amd64: Sen(ding|t) "), third.Lines);
            Assert.Contains(line => Regex.IsMatch(line, "^linux/arm64: Sen(ding|t) "), third.Lines);
            Assert.IsNull(await engine.InspectAsync(first.Index.Images[1].Id));
            using var registry = FaultyEngine.InFrontOfRegistry(TestMachine.Registry);
            var pushed = await engine.PushAsync(
                new ImagePushRequest(Name.Familiar, ImageReference.Parse($"{registry.Registry}/{repository}:1"))
            );
            AssertUploads(registry, before, await PushedIndex.ReadAsync(repository, "1"));

            await engine.RemoveImageAsync(Name.Familiar);
            await BuildIndexAsync(engine, records.Path, start, "one", "two");
            Assert.AreEqual(pushed.Digest, (await engine.PushAsync(new ImagePushRequest(Name))).Digest);
        }
        finally
        {
            await RemoveAsync(engine, [start.Familiar]);
        }
    }

    // The push has sent only the new layer and the configuration of the image for arm64.
    private static void AssertUploads(FaultyEngine registry, PushedIndex before, PushedIndex after)
    {
        Assert.AreEqual(before.Of("linux/amd64").Digest, after.Of("linux/amd64").Digest);
        var image = after.Of("linux/arm64");
        string[] added = [.. image.Layers.Except(before.Of("linux/arm64").Layers, StringComparer.Ordinal)];
        Assert.HasCount(1, added);
        // The upload of a blob ends with a PUT that contains the digest.
        var uploads = registry
            .Requests.Where(request => request.StartsWith("PUT ", StringComparison.Ordinal))
            .Select(request => Uri.UnescapeDataString(request.Split(' ')[1]))
            .Where(path => path.Contains("digest=", StringComparison.Ordinal))
            .Select(path => path.Split("digest=")[1].Split('&')[0])
            .ToArray();
        CollectionAssert.AreEquivalent(new[] { added[0], image.ConfigDigest }, uploads);
    }

    // Pushes a base image for both platforms, and removes it from the engine.
    private async Task<ImageReference> PushBaseAsync(DockerEngine engine)
    {
        using var folder = new SourceFolder();
        folder.Write("base", repository);
        folder.Write("Dockerfile", "FROM scratch\nCOPY base /base\n");
        var name = ImageReference.Parse($"{TestMachine.Registry}/{repository}-base:1");
        await engine.BuildAsync(
            new ImageBuildRequest(folder.Path)
            {
                Tags = [name.Familiar],
                Platforms = [.. Platforms.Select(Platform.Parse)],
            }
        );
        await engine.PushAsync(new ImagePushRequest(name));
        await RemoveAsync(engine, [name.Familiar]);
        return name;
    }

    // Builds an index with other content for each platform.
    private async Task<(BuiltIndex Index, List<string> Lines)> BuildIndexAsync(
        DockerEngine engine,
        string records,
        ImageReference start,
        params string[] texts
    )
    {
        using var folder = new SourceFolder();
        var builds = Platforms
            .Zip(texts)
            .Select(pair =>
            {
                var text = $"FROM {start}\nLABEL test={repository} text={pair.Second}\nCOPY app/ /\n";
                var path = folder.Write($"{pair.First.Replace('/', '-')}.text", pair.Second);
                var file = new ContextFile(path, "app/text", "app", ContextFile.PlainMode);
                var definition = new BuildDefinition(Dockerfile.Parse(text), BuildContext.Create(text, [file]), new());
                return new PlatformBuild(
                    Platform.Parse(pair.First),
                    definition,
                    BuilderSelector.Choose(engine.Api, BuilderKind.Auto)
                )
                {
                    RecordPath = Path.Combine(records, $"{pair.First.Replace('/', '-')}.json"),
                };
            })
            .ToList();
        var build = new IndexBuild(engine.Api)
        {
            Credentials = CredentialSources.ForBase(start),
            RecordPath = Path.Combine(records, "image.json"),
        };
        var lines = new List<string>();
        using var log = new Lines(lines.Add);
        return (await build.RunAsync(builds, [Name], new TextProgress(log)), lines);
    }

    private async Task CheckArchiveAsync(DockerEngine engine, string id, JObject index)
    {
        using var folder = new SourceFolder();
        var path = Path.Combine(folder.Path, "image.tar");
        var request = new ImageSaveRequest([Name], path) { ImageId = id };
        if (TestMachine.Engine.IsPodman)
        {
            await Assert.ThrowsExactlyAsync<IndexArchiveUnsupportedException>(() => engine.SaveAsync(request));
            return;
        }

        await engine.SaveAsync(request);
        var entries = new List<string>();
        using var tar = new TarReader(File.OpenRead(path));
        while (await tar.GetNextEntryAsync() is { } entry)
            entries.Add(entry.Name);
        foreach (var child in index["manifests"]!)
            Assert.Contains("blobs/" + ((string)child["digest"]!).Replace(':', '/'), entries);

        await CommandLine.RemoveImagesAsync(Name.Familiar, $"{repository}:2");
        Assert.IsNull(await engine.InspectAsync(Name.Familiar));
        await CommandLine.DockerAsync("load", "--input", path);
        Assert.AreEqual(id, (await engine.InspectAsync(Name.Familiar))?.Id);
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
