using Dockerize.Dockerfiles;
using Dockerize.Files;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>What was built the last time, kept in a file: for the next build, which may have nothing to do, and for whoever wants to know.</summary>
internal sealed record BuildRecord
{
    /// <summary>The image id, <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A digest of all that decides what the image is, other than <see cref="BaseImages"/>: Dockerfile, files, options.</summary>
    public required string Inputs { get; init; }

    /// <summary>What it runs on: <c>linux/amd64</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>In bytes, as the engine counts them.</summary>
    public required long Size { get; init; }

    /// <summary>The images that it starts FROM, by name, and what each was: a tag may come to mean another image.</summary>
    public required IReadOnlyDictionary<string, BaseImageRecord> BaseImages { get; init; }

    /// <summary>The names that it was given.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The digests under which registries have it, by name, of those names that were pushed.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; init; } = new Dictionary<string, string>();

    /// <summary>Its layers from the bottom up.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; init; } = [];

    /// <summary>Reads a record.</summary>
    /// <param name="path">Its full path.</param>
    /// <returns>Null if there is none, or what is there is none: then the image is built.</returns>
    public static BuildRecord? Load(string path)
    {
        try
        {
            return File.Exists(path) ? Read(JObject.Parse(File.ReadAllText(path))) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the record; it is whole at any time.</summary>
    /// <param name="path">Its full path; missing folders are made.</param>
    /// <exception cref="DockerizeException">DKZ1002: it cannot be written.</exception>
    public void Save(string path) => TextFile.Save(path, new JObject
    {
        ["id"] = Id,
        ["inputs"] = Inputs,
        ["platform"] = Platform,
        ["size"] = Size,
        ["baseImages"] = new JObject(BaseImages.Select(image => new JProperty(image.Key, Given(("id", image.Value.Id), ("digest", image.Value.Digest))))),
        ["tags"] = new JArray(Tags),
        ["digests"] = new JObject(Digests.Select(digest => new JProperty(digest.Key, digest.Value))),
        ["layers"] = new JArray(Layers.Select(layer => Given(
            ("id", layer.Id), ("base", layer.Base), ("instruction", layer.Instruction), ("files", layer.Files), ("size", layer.Size)))),
    } + "\n");

    private static JObject Given(params (string Name, JToken? Value)[] values) =>
        new(values.Where(value => value.Value is JValue { Value: not null }).Select(value => new JProperty(value.Name, value.Value)));

    // By hand: to study the class would take a library longer than to read the file.
    private static BuildRecord? Read(JObject record) =>
        record["id"] is JValue { Value: string id } && record["inputs"] is JValue { Value: string inputs } && record["baseImages"] is JObject images && record["tags"] is JArray tags
            ? new BuildRecord
            {
                Id = id,
                Inputs = inputs,
                Platform = $"{record["platform"]}",
                Size = Number(record["size"]) ?? 0,
                BaseImages = images.Properties().ToDictionary(
                    image => image.Name,
                    image => new BaseImageRecord(Text((image.Value as JObject)?["id"]) ?? "", Text((image.Value as JObject)?["digest"])),
                    StringComparer.Ordinal),
                Tags = [.. tags.Select(tag => $"{tag}")],
                Digests = ((record["digests"] as JObject)?.Properties() ?? []).ToDictionary(digest => digest.Name, digest => $"{digest.Value}", StringComparer.Ordinal),
                Layers =
                [
                    .. (record["layers"] as JArray ?? []).OfType<JObject>().Select(layer => new ImageLayer(Text(layer["id"]) ?? "")
                    {
                        Base = Text(layer["base"]),
                        Instruction = Text(layer["instruction"]),
                        Files = (int?)Number(layer["files"]),
                        Size = Number(layer["size"]),
                    }),
                ],
            }
            : null;

    private static string? Text(JToken? value) => (value as JValue)?.Value as string;

    private static long? Number(JToken? value) => (value as JValue)?.Value as long?;
}
