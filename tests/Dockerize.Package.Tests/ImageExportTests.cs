using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>Reproducible image ids, and the format, annotations and compression of a pushed image.</summary>
[TestClass]
public sealed class ImageExportTests
{
    // After the times of files in a build context, which are from 2000 to 2008.
    private const string Epoch = "1600000000";

    [TestMethod]
    public async Task Image_id_is_reproducible_with_SOURCE_DATE_EPOCH()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            items: """<DockerRun Include="data" Command="mkdir /data &amp;&amp; echo x &gt; /data/x" Phase="AfterCopy" />"""
        );
        var layers = await PublishAsync();
        folder.SetEnvironment("SOURCE_DATE_EPOCH", Epoch);

        var first = await PublishAsync();
        var id = await folder.ImageIdAsync();
        // File times have a resolution of a second.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        var second = await PublishAsync();

        var isReproducible = id == await folder.ImageIdAsync();
        Assert.AreEqual(!isReproducible, second.Output.Contains("not reproducible", StringComparison.Ordinal));
        if (TestMachine.Engine.IsPodman || TestMachine.Engine.HasContainerdStore)
            Assert.IsTrue(isReproducible);
        if (isReproducible)
        {
            Assert.AreEqual("2020-09-13", (await folder.InspectAsync("{{.Created}}"))[..10]);
            Assert.AreEqual(string.Join(' ', first.Layers), string.Join(' ', second.Layers));
        }

        Assert.AreEqual("Hello from the image", await folder.RunAsync());
        // Layers of files do not depend on the epoch, in contrast to the layer of the command.
        var changed = layers.Layers.Except(first.Layers, StringComparer.Ordinal).ToArray();
        Assert.IsLessThanOrEqualTo(1, changed.Length, string.Join(' ', changed));

        async Task<(string Output, string[] Layers)> PublishAsync()
        {
            var output = (await folder.PublishAsync("Greeter", "-p:DockerBuildNoCache=true")).Succeeded();
            return (output, await folder.LayersAsync());
        }
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Pushed_manifest_has_the_annotations_the_format_and_the_compression()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            items: """<DockerAnnotation Include="com.example.team" Value="shop, &quot;web&quot;" />"""
        );

        var output = (
            await folder.PublishAsync("Greeter", "-p:DockerCompression=zstd", "-p:DockerPush=true")
        ).Succeeded();

        var manifest = await ManifestAsync(folder.Repository);
        if (!TestMachine.Engine.HasContainerdStore)
        {
            Assert.Contains("warning DKZ2033: DockerCompression=zstd has no effect", output);
            Assert.Contains("warning DKZ2033: DockerAnnotation 'com.example.team' has no effect", output);
            Assert.IsNull(manifest["annotations"]);
            return;
        }

        Assert.DoesNotContain("DKZ2033", output);
        Assert.AreEqual("application/vnd.oci.image.manifest.v1+json", (string?)manifest["mediaType"]);
        Assert.AreEqual("shop, \"web\"", (string?)manifest["annotations"]?["com.example.team"]);
        foreach (var layer in manifest["layers"]!)
            Assert.AreEqual("application/vnd.oci.image.layer.v1.tar+zstd", (string?)layer["mediaType"]);
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    private static async Task<JObject> ManifestAsync(string repository)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add(
            "Accept",
            "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"
        );
        var address = new Uri($"http://{TestMachine.Registry}/v2/{repository}/manifests/latest");
        return JObject.Parse(await client.GetStringAsync(address));
    }
}
