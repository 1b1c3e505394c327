using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>An image of one platform in a registry.</summary>
internal sealed class PushedImage
{
    private readonly RegistryClient registry;

    private PushedImage(RegistryClient registry, string platform, string digest, JObject manifest, JObject config)
    {
        this.registry = registry;
        Platform = platform;
        Digest = digest;
        ConfigDigest = (string)manifest["config"]!["digest"]!;
        Layers = [.. manifest["layers"]!.Select(layer => (string)layer["digest"]!)];
        Config = config;
    }

    /// <summary>The platform in the index.</summary>
    public string Platform { get; }

    /// <summary>The digest of the manifest.</summary>
    public string Digest { get; }

    /// <summary>The digest of the configuration.</summary>
    public string ConfigDigest { get; }

    /// <summary>The digests of the layers, starting with the base image.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The configuration: JSON in the format of the OCI image specification.</summary>
    public JObject Config { get; }

    /// <summary>The runtime configuration, with the names of <c>docker inspect</c>.</summary>
    public JObject Settings => (JObject)Config["config"]!;

    /// <summary>Reads the image of an entry in an index.</summary>
    public static async Task<PushedImage> ReadAsync(RegistryClient registry, JObject entry)
    {
        var digest = (string)entry["digest"]!;
        var manifest = Parse(await registry.ReadManifestAsync(digest));
        var config = Parse(await registry.ReadBlobAsync((string)manifest["config"]!["digest"]!));
        var platform = PlatformOf(entry["platform"]!);
        Assert.AreEqual(platform, PlatformOf(config), "the platform in the index and in the configuration");
        return new PushedImage(registry, platform, digest, manifest, config);
    }

    /// <summary>
    /// Reads the files below a folder, with paths relative to it. Layers of the base image are skipped.
    /// </summary>
    /// <param name="folder">The folder: <c>app/</c>.</param>
    /// <param name="baseImage">The base image.</param>
    public async Task<IReadOnlyDictionary<string, byte[]>> ReadFilesAsync(string folder, PushedImage baseImage)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var layer in Layers.Skip(baseImage.Layers.Count))
        {
            var bytes = await registry.ReadBlobAsync(layer);
            await using Stream stream = bytes is [0x1F, 0x8B, ..]
                ? new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)
                : new MemoryStream(bytes);
            await using var reader = new TarReader(stream);
            while (await reader.GetNextEntryAsync() is { } entry)
            {
                var path = entry.Name.TrimStart('.', '/');
                if (entry.DataStream is null || !path.StartsWith(folder, StringComparison.Ordinal))
                    continue;
                using var content = new MemoryStream();
                await entry.DataStream.CopyToAsync(content);
                files[path[folder.Length..]] = content.ToArray();
            }
        }

        return files;
    }

    private static JObject Parse(byte[] json) => JObject.Parse(Encoding.UTF8.GetString(json));

    private static string PlatformOf(JToken fields) => $"{fields["os"]}/{fields["architecture"]}";
}
