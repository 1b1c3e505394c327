using System.Formats.Tar;
using System.Text;
using Dockerize.Indexes;
using Newtonsoft.Json.Linq;

namespace Dockerize.Tests;

/// <summary>Attestations are manifests in the index of an image, in the format of BuildKit.</summary>
[TestClass]
public sealed class AttestationTests
{
    private const string Provenance = "https://slsa.dev/provenance/v1";

    private static readonly Platform Amd64 = Platform.Parse("linux/amd64");
    private static readonly string ImageDigest = "sha256:" + new string('a', 64);

    [TestMethod]
    public async Task Index_has_the_image_and_a_manifest_with_its_attestations()
    {
        var layout = IndexLayout.Create(
            [Entry('a', "amd64"), Entry('b', "arm64")],
            annotations: null,
            [
                new(Amd64, "https://spdx.dev/Document", """{"created":"2020-09-13T12:26:40Z"}"""),
                new(Amd64, Provenance, "{}"),
            ]
        );

        var index = JObject.Parse(layout.Content);
        Assert.AreEqual("amd64 arm64 unknown", Join(index["manifests"]!, "platform.architecture"));
        var entry = index["manifests"]![2]!;
        Assert.AreEqual("unknown", (string?)entry["platform"]!["os"]);
        Assert.AreEqual("attestation-manifest", (string?)entry["annotations"]!["vnd.docker.reference.type"]);
        Assert.AreEqual(ImageDigest, (string?)entry["annotations"]!["vnd.docker.reference.digest"]);

        var blobs = await ReadAsync(layout);
        var manifest = JObject.Parse(blobs[(string)entry["digest"]!]);
        Assert.AreEqual((int)entry["size"]!, blobs[(string)entry["digest"]!].Length);
        var layers = manifest["layers"]!;
        Assert.AreEqual("application/vnd.in-toto+json", (string?)layers[0]!["mediaType"]);
        Assert.AreEqual(
            $"https://spdx.dev/Document {Provenance}",
            string.Join(' ', layers.Select(layer => (string?)layer["annotations"]!["in-toto.io/predicate-type"]))
        );
        var config = JObject.Parse(blobs[(string)manifest["config"]!["digest"]!]);
        Assert.AreEqual(Join(layers, "digest"), string.Join(' ', config["rootfs"]!["diff_ids"]!));
        var statement = blobs[(string)layers[0]!["digest"]!];
        Assert.Contains(""","predicate":{"created":"2020-09-13T12:26:40Z"}}""", statement);
        Assert.AreEqual(ImageDigest[7..], (string?)JObject.Parse(statement)["subject"]![0]!["digest"]!["sha256"]);
    }

    [TestMethod]
    public void Index_without_attestations_is_unchanged() =>
        Assert.AreEqual(
            IndexLayout.Create([Entry('a', "amd64")]).Digest,
            IndexLayout.Create([Entry('a', "amd64")], annotations: null, attestations: []).Digest
        );

    [TestMethod]
    public void Changed_attestation_is_a_new_index()
    {
        var annotations = new Dictionary<string, string>();
        var before = IndexRecord.InputsOf([], annotations, [new(Amd64, Provenance, "{}")]);

        Assert.AreEqual(before, IndexRecord.InputsOf([], annotations, [new(Amd64, Provenance, "{}")]));
        Assert.AreNotEqual(before, IndexRecord.InputsOf([], annotations, [new(Amd64, Provenance, "[]")]));
        Assert.AreNotEqual(before, IndexRecord.InputsOf([], annotations, []));
    }

    private static string Join(JToken items, string path) =>
        string.Join(' ', items.Select(item => (string?)item.SelectToken(path)));

    private static IndexEntry Entry(char digest, string architecture)
    {
        var descriptor = new JObject
        {
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["digest"] = "sha256:" + new string(digest, 64),
            ["size"] = 1,
        };
        return new IndexEntry("", "x", descriptor, new JObject { ["architecture"] = architecture, ["os"] = "linux" });
    }

    // The blobs of the layout, by their digests.
    private static async Task<Dictionary<string, string>> ReadAsync(IndexLayout layout)
    {
        using var archive = new MemoryStream();
        await layout.ToArchive()(archive, _ => { }, CancellationToken.None);
        archive.Position = 0;
        await using var tar = new TarReader(archive);
        var blobs = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            if (entry.DataStream is not { } content)
                continue;
            using var reader = new StreamReader(content);
            blobs[entry.Name.Replace("blobs/sha256/", "sha256:", StringComparison.Ordinal)] =
                await reader.ReadToEndAsync();
        }

        foreach (var blob in blobs.Where(blob => blob.Key.StartsWith("sha256:", StringComparison.Ordinal)))
            Assert.AreEqual(blob.Key, ContentDigest.ComputeSha256(Encoding.UTF8.GetBytes(blob.Value)));
        return blobs;
    }
}
