using System.Text;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>The configuration of an image in a registry, in the format of the OCI image specification.</summary>
internal sealed class PublishedConfiguration
{
    private readonly byte[] bytes;
    private readonly JObject json;

    /// <param name="content">The bytes of the configuration.</param>
    /// <exception cref="JsonException">The content is not a JSON object.</exception>
    public PublishedConfiguration(ArraySegment<byte> content)
    {
        bytes = [.. content];
        json =
            EngineJson.Object(EngineJson.Parse(Encoding.UTF8.GetString(bytes)))
            ?? throw new JsonReaderException("The configuration of the image is invalid.");
    }

    /// <summary>The digest of the inputs; null if the image does not have the label.</summary>
    public string? Label =>
        EngineJson.Text(EngineJson.Object(EngineJson.Object(json["config"])?["Labels"])?[InputsLabel.Name]);

    /// <summary>The number of instructions in the history, with those of the base image.</summary>
    public int Instructions => (json["history"] as JArray)?.Count ?? 0;

    /// <summary>The properties that the engine would report after a pull, except the size.</summary>
    /// <param name="manifest">The manifest of the image.</param>
    /// <param name="names">The names of the image.</param>
    /// <param name="hasManifests">
    /// True for containerd's image store, in which the id is the digest of the manifest. In the older image store, the
    /// id is the digest of the configuration.
    /// </param>
    public ImageInspection ToInspection(RegistryManifest manifest, IEnumerable<ImageReference> names, bool hasManifests)
    {
        var answer = new JObject
        {
            ["Id"] = hasManifests ? manifest.Digest.ToString() : ContentDigest.ComputeSha256(bytes),
            ["Created"] = json["created"],
            ["Architecture"] = json["architecture"],
            ["Variant"] = json["variant"],
            ["Os"] = json["os"],
            ["Config"] = json["config"],
            ["RootFS"] = new JObject { ["Layers"] = EngineJson.Object(json["rootfs"])?["diff_ids"] },
            ["RepoDigests"] = new JArray(names.Select(name => $"{name.FamiliarName}@{manifest.Digest}").Distinct()),
        };
        if (hasManifests)
            answer["Descriptor"] = new JObject
            {
                ["mediaType"] = manifest.MediaType,
                ["digest"] = manifest.Digest.ToString(),
            };
        return ImageAnswers.ReadInspection(answer);
    }
}
