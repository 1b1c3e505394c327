using System.Text;
using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>A multi-platform image in a registry.</summary>
/// <param name="Digest">The digest of the index.</param>
/// <param name="Images">The images, in the order of the index.</param>
internal sealed record PushedIndex(string Digest, IReadOnlyList<PushedImage> Images)
{
    /// <summary>The platforms in the index: <c>linux/amd64 linux/arm64</c>.</summary>
    public string Platforms => string.Join(' ', Images.Select(image => image.Platform));

    /// <summary>Reads an index and the manifests and configurations of its images.</summary>
    public static async Task<PushedIndex> ReadAsync(string repository, string reference = "latest")
    {
        var registry = new RegistryClient(TestMachine.Registry, repository);
        var digest = (await registry.FindDigestAsync(reference))!;
        var index = JObject.Parse(Encoding.UTF8.GetString(await registry.ReadManifestAsync(digest)));
        return new PushedIndex(
            digest,
            await Task.WhenAll(index["manifests"]!.Select(entry => PushedImage.ReadAsync(registry, (JObject)entry)))
        );
    }

    /// <summary>The image for a platform.</summary>
    public PushedImage Of(string platform) => Images.Single(image => image.Platform == platform);
}
