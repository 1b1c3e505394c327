using System.Text;
using Dockerize.Contexts;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Indexes;

/// <summary>
/// An image index, and the OCI layout that loads it into an engine (opencontainers/image-spec, image-index.md and
/// image-layout.md). The layout contains only the index, because the engine already has the images. Equal images give
/// equal bytes.
/// </summary>
internal sealed class IndexLayout
{
    private const string MediaType = "application/vnd.oci.image.index.v1+json";

    private readonly byte[] index;

    private IndexLayout(byte[] index)
    {
        this.index = index;
        Digest = Digest.Parse(ContentDigest.ComputeSha256(index));
    }

    /// <summary>The digest of the index.</summary>
    public Digest Digest { get; }

    /// <summary>The index: JSON in the format of the OCI image specification.</summary>
    public string Content => Encoding.UTF8.GetString(index);

    /// <summary>Creates the index of images. The order of the images does not matter.</summary>
    /// <param name="entries">The images.</param>
    /// <param name="annotations">The annotations of the index; null for none.</param>
    public static IndexLayout Create(
        IEnumerable<IndexEntry> entries,
        IReadOnlyDictionary<string, string>? annotations = null
    )
    {
        var index = new JObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaType,
            ["manifests"] = new JArray(
                entries
                    .OrderBy(entry => $"{entry.Platform} {entry.OsVersion}", StringComparer.Ordinal)
                    .Select(entry => new JObject(entry.Descriptor) { ["platform"] = entry.PlatformFields })
            ),
        };
        if (annotations?.Count > 0)
            index["annotations"] = new JObject(
                annotations
                    .OrderBy(annotation => annotation.Key, StringComparer.Ordinal)
                    .Select(annotation => new JProperty(annotation.Key, annotation.Value))
            );
        return new IndexLayout(Serialize(index));
    }

    /// <summary>Creates the index from the JSON of Podman, which lists the fields in another order.</summary>
    /// <param name="manifests">The response to <c>GET /libpod/manifests/NAME/json</c>.</param>
    public static IndexLayout Read(JObject manifests) =>
        Create(
            (manifests["manifests"] as JArray ?? [])
                .OfType<JObject>()
                .Select(manifest => new IndexEntry(
                    "",
                    "",
                    IndexAnswers.ReadDescriptor(manifest),
                    IndexAnswers.ReadPlatform(manifest["platform"])
                )),
            (EngineJson.Object(manifests["annotations"])?.Properties() ?? []).ToDictionary(
                annotation => annotation.Name,
                annotation => EngineJson.Text(annotation.Value) ?? ""
            )
        );

    /// <summary>
    /// The layout as a tar archive. The index has no name in it, so that loading the archive moves no tag.
    /// </summary>
    public BodyWriter ToArchive()
    {
        var layout = new JObject { ["imageLayoutVersion"] = "1.0.0" };
        var content = new JObject
        {
            ["schemaVersion"] = 2,
            ["manifests"] = new JArray(
                new JObject
                {
                    ["mediaType"] = MediaType,
                    ["digest"] = $"{Digest}",
                    ["size"] = index.Length,
                }
            ),
        };
        ArchiveEntry[] entries =
        [
            ArchiveEntry.FromBytes("oci-layout", Serialize(layout)),
            ArchiveEntry.FromBytes("index.json", Serialize(content)),
            ArchiveEntry.FromBytes($"blobs/{Digest.Algorithm}/{Digest.Hex}", index),
        ];
        return (stream, written, cancellationToken) =>
            TarArchive.WriteAsync(entries, stream, written, cancellationToken);
    }

    private static byte[] Serialize(JObject json) => Encoding.UTF8.GetBytes(json.ToString(Formatting.None));
}
