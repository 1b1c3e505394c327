using System.Text;
using Dockerize.Files;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Indexes;

/// <summary>
/// The manifest with the attestations of one image, in the format of BuildKit (docs/attestations/attestation-storage.md
/// in moby/buildkit). It is an entry of the index of the image, and each attestation is a layer.
/// </summary>
internal sealed class AttestationManifest
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string StatementType = "application/vnd.in-toto+json";

    private AttestationManifest(JObject descriptor, IReadOnlyList<byte[]> blobs)
    {
        Descriptor = descriptor;
        Blobs = blobs;
    }

    /// <summary>The entry of the index.</summary>
    public JObject Descriptor { get; }

    /// <summary>The manifest, its configuration, and its layers.</summary>
    public IReadOnlyList<byte[]> Blobs { get; }

    /// <summary>Creates the manifest. Equal attestations give equal bytes.</summary>
    /// <param name="image">The digest of the image's manifest.</param>
    /// <param name="attestations">The attestations about the image.</param>
    public static AttestationManifest Create(Digest image, IReadOnlyCollection<ImageAttestation> attestations)
    {
        var statements = attestations.Select(attestation => (attestation, Statement(image, attestation))).ToList();
        var digests = statements.Select(statement => ContentDigest.ComputeSha256(statement.Item2));
        var config = Serialize(
            new JObject
            {
                ["architecture"] = "unknown",
                ["os"] = "unknown",
                ["config"] = new JObject(),
                ["rootfs"] = new JObject { ["type"] = "layers", ["diff_ids"] = new JArray(digests) },
            }
        );
        var manifest = Serialize(
            new JObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = ManifestType,
                ["config"] = Describe(ConfigType, config),
                ["layers"] = new JArray(
                    statements.Select(statement =>
                        Annotate(
                            Describe(StatementType, statement.Item2),
                            ("in-toto.io/predicate-type", statement.attestation.PredicateType)
                        )
                    )
                ),
            }
        );
        var descriptor = Annotate(
            Describe(ManifestType, manifest),
            ("vnd.docker.reference.digest", $"{image}"),
            ("vnd.docker.reference.type", "attestation-manifest")
        );
        descriptor["platform"] = new JObject { ["architecture"] = "unknown", ["os"] = "unknown" };
        return new AttestationManifest(
            descriptor,
            [manifest, config, .. statements.Select(statement => statement.Item2)]
        );
    }

    // BuildKit also writes the name "_" for an image without a name. With the names of the image, each new tag would
    // change the index.
    private static byte[] Statement(Digest image, ImageAttestation attestation) =>
        Serialize(
            new JObject
            {
                ["_type"] = "https://in-toto.io/Statement/v0.1",
                ["predicateType"] = attestation.PredicateType,
                ["subject"] = new JArray(
                    new JObject
                    {
                        ["name"] = "_",
                        ["digest"] = new JObject { [image.Algorithm] = image.Hex },
                    }
                ),
                // The text is written unchanged. A parser would convert dates.
                ["predicate"] = new JRaw(attestation.Predicate),
            }
        );

    private static JObject Describe(string mediaType, byte[] content) =>
        new()
        {
            ["mediaType"] = mediaType,
            ["digest"] = ContentDigest.ComputeSha256(content),
            ["size"] = content.Length,
        };

    private static JObject Annotate(JObject descriptor, params (string Name, string Value)[] annotations)
    {
        descriptor["annotations"] = new JObject(
            annotations.Select(annotation => new JProperty(annotation.Name, annotation.Value))
        );
        return descriptor;
    }

    private static byte[] Serialize(JObject json) => Encoding.UTF8.GetBytes(json.ToString(Formatting.None));
}
