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
/// image-layout.md). The layout contains only the index and the attestations, because the engine already has the
/// images. Equal images give equal bytes.
/// </summary>
internal sealed class IndexLayout
{
    private const string MediaType = "application/vnd.oci.image.index.v1+json";

    private readonly byte[] index;
    private readonly IReadOnlyList<byte[]> attestations;

    private IndexLayout(byte[] index, IReadOnlyList<byte[]> attestations)
    {
        this.index = index;
        this.attestations = attestations;
        Digest = Digest.Parse(ContentDigest.ComputeSha256(index));
    }

    /// <summary>The digest of the index.</summary>
    public Digest Digest { get; }

    /// <summary>The index: JSON in the format of the OCI image specification.</summary>
    public string Content => Encoding.UTF8.GetString(index);

    /// <summary>Creates the index of images. The order of the images does not matter.</summary>
    /// <param name="entries">The images.</param>
    /// <param name="annotations">The annotations of the index; null for none.</param>
    /// <param name="attestations">The attestations about the images; null for none.</param>
    public static IndexLayout Create(
        IEnumerable<IndexEntry> entries,
        IReadOnlyDictionary<string, string>? annotations = null,
        IReadOnlyList<ImageAttestation>? attestations = null
    )
    {
        var images = entries.OrderBy(entry => $"{entry.Platform} {entry.OsVersion}", StringComparer.Ordinal).ToList();
        var attested = images.Select(image => Attest(image, attestations ?? [])).OfType<AttestationManifest>().ToList();
        var index = new JObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaType,
            ["manifests"] = new JArray(
                images
                    .Select(entry => new JObject(entry.Descriptor) { ["platform"] = entry.PlatformFields })
                    .Concat(attested.Select(manifest => manifest.Descriptor))
            ),
        };
        if (annotations?.Count > 0)
            index["annotations"] = new JObject(
                annotations
                    .OrderBy(annotation => annotation.Key, StringComparer.Ordinal)
                    .Select(annotation => new JProperty(annotation.Key, annotation.Value))
            );
        return new IndexLayout(Serialize(index), [.. attested.SelectMany(manifest => manifest.Blobs)]);
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
            Blob(index),
            .. attestations.GroupBy(ContentDigest.ComputeSha256).Select(same => Blob(same.First())),
        ];
        return (stream, written, cancellationToken) =>
            TarArchive.WriteAsync(entries, stream, written, cancellationToken);
    }

    private static AttestationManifest? Attest(IndexEntry image, IReadOnlyList<ImageAttestation> attestations)
    {
        var own = attestations.Where(attestation => attestation.Platform.Normalized == image.Platform).ToList();
        return own.Count > 0 ? AttestationManifest.Create(image.Digest, own) : null;
    }

    private static ArchiveEntry Blob(byte[] content) =>
        ArchiveEntry.FromBytes("blobs/" + ContentDigest.ComputeSha256(content).Replace(':', '/'), content);

    private static byte[] Serialize(JObject json) => Encoding.UTF8.GetBytes(json.ToString(Formatting.None));
}
