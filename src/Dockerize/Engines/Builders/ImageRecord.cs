using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize;

/// <summary>What was built the last time, kept in a file: for the next build, which may have nothing to do, and for whoever wants to know.</summary>
public sealed class ImageRecord
{
    /// <summary>The image id, <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A digest of all that decides what the image is, other than <see cref="BaseImages"/>: Dockerfile, files, options.</summary>
    public required string Inputs { get; init; }

    /// <summary>What it runs on: <c>linux/amd64</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>In bytes, as the engine counts them.</summary>
    public required long Size { get; init; }

    /// <summary>The images that it starts FROM, and the id that each had: a tag may come to mean another image.</summary>
    public required IReadOnlyDictionary<string, string> BaseImages { get; init; }

    /// <summary>The names that it was given.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Reads a record.</summary>
    /// <param name="path">Its full path.</param>
    /// <returns>Null if there is none, or what is there is none: then the image is built.</returns>
    public static ImageRecord? Load(string path)
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
        ["baseImages"] = new JObject(BaseImages.Select(image => new JProperty(image.Key, image.Value))),
        ["tags"] = new JArray(Tags),
    } + "\n");

    // By hand: to study the class would take a library longer than to read the file.
    private static ImageRecord? Read(JObject record) =>
        record["id"] is JValue { Value: string id } && record["inputs"] is JValue { Value: string inputs } && record["baseImages"] is JObject images && record["tags"] is JArray tags
            ? new ImageRecord
            {
                Id = id,
                Inputs = inputs,
                Platform = $"{record["platform"]}",
                Size = record["size"] is JValue { Value: long size } ? size : 0,
                BaseImages = images.Properties().ToDictionary(image => image.Name, image => $"{image.Value}", StringComparer.Ordinal),
                Tags = [.. tags.Select(tag => $"{tag}")],
            }
            : null;
}
