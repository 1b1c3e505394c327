using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>
/// The record of the last build, which is stored in a file. The next build is skipped if nothing changed.
/// </summary>
internal sealed record BuildRecord
{
    /// <summary>The default name of the file.</summary>
    public const string FileName = "image.json";

    /// <summary>The image id, <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The digest of the inputs other than <see cref="BaseImages"/>: Dockerfile, files, options.</summary>
    public required string Inputs { get; init; }

    /// <summary>
    /// The platform, such as <c>linux/amd64</c>. The platforms of an image index are separated by semicolons.
    /// </summary>
    public required string Platform { get; init; }

    /// <summary>The size in bytes, as the engine counts it.</summary>
    public required long Size { get; init; }

    /// <summary>The base images, by name. The ids show if a tag now refers to another image.</summary>
    public required IReadOnlyDictionary<string, BaseImageRecord> BaseImages { get; init; }

    /// <summary>The names of the image.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The digests of the image in registries, by name. Only names that were pushed have a digest.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; init; } = new Dictionary<string, string>();

    /// <summary>The layers from the bottom up.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; init; } = [];

    /// <summary>
    /// The smoke test that the image has passed: its path, or <c>true</c>; null if it has passed none.
    /// </summary>
    public string? SmokeTest { get; init; }

    /// <summary>The images of an image index, by platform; empty for an image that is not an index.</summary>
    public IReadOnlyDictionary<string, PlatformRecord> Platforms { get; init; } =
        new Dictionary<string, PlatformRecord>();

    /// <summary>Reads a record.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <returns>The record; null if the file does not exist or is invalid. The image is then built.</returns>
    public static BuildRecord? Load(string path) => JsonFile.ReadOrNull(path, Read);

    /// <summary>Writes the record atomically.</summary>
    /// <param name="path">The full path of the file. Missing folders are created.</param>
    /// <exception cref="FileUnwritableException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var record = new JObject
        {
            ["id"] = Id,
            ["inputs"] = Inputs,
            ["platform"] = Platform,
            ["size"] = Size,
            ["baseImages"] = WriteImages(BaseImages.Select(image => (image.Key, image.Value.Id, image.Value.Digest))),
            ["tags"] = new JArray(Tags),
            ["digests"] = new JObject(Digests.Select(digest => new JProperty(digest.Key, digest.Value))),
            ["layers"] = LayerRecords.Write(Layers),
        };
        if (SmokeTest is not null)
            record["smokeTest"] = SmokeTest;
        if (Platforms.Count > 0)
            record["platforms"] = WriteImages(
                Platforms.Select(image => (image.Key, image.Value.Id, image.Value.Digest))
            );
        TextFile.Save(path, record + "\n");
    }

    private static JObject WriteImages(IEnumerable<(string Key, string Id, string? Digest)> images) =>
        new(
            images.Select(image => new JProperty(
                image.Key,
                LayerRecords.WithoutNulls(("id", image.Id), ("digest", image.Digest))
            ))
        );

    // The record is read without reflection, which is faster and works in AOT-compiled apps.
    private static BuildRecord? Read(JObject record)
    {
        if (
            Text(record["id"]) is not { } id
            || !ImageRoute.IsValid(id)
            || Text(record["inputs"]) is not { } inputs
            || record["baseImages"] is not JObject images
            || record["tags"] is not JArray tags
        )
            return null;

        return new BuildRecord
        {
            Id = id,
            Inputs = inputs,
            Platform = $"{record["platform"]}",
            Size = Number(record["size"]) ?? 0,
            BaseImages = ReadImages(images, (id, digest) => new BaseImageRecord(id, digest)),
            Tags = [.. tags.Select(tag => $"{tag}")],
            Digests = ((record["digests"] as JObject)?.Properties() ?? []).ToDictionary(
                digest => digest.Name,
                digest => $"{digest.Value}",
                StringComparer.Ordinal
            ),
            Layers = LayerRecords.Read(record["layers"]),
            SmokeTest = Text(record["smokeTest"]),
            Platforms = ReadImages(record["platforms"] as JObject, (id, digest) => new PlatformRecord(id, digest)),
        };
    }

    private static Dictionary<string, T> ReadImages<T>(JObject? images, Func<string, string?, T> create) =>
        (images?.Properties() ?? []).ToDictionary(
            image => image.Name,
            image => create(Text((image.Value as JObject)?["id"]) ?? "", Text((image.Value as JObject)?["digest"])),
            StringComparer.Ordinal
        );

    private static string? Text(JToken? value) => (value as JValue)?.Value as string;

    private static long? Number(JToken? value) => (value as JValue)?.Value as long?;
}
