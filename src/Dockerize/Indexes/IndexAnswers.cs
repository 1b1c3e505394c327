using Dockerize.Engines;
using Newtonsoft.Json.Linq;

namespace Dockerize.Indexes;

/// <summary>Converts JSON of an engine to entries of an image index.</summary>
internal static class IndexAnswers
{
    /// <summary>
    /// Reads the entries of an image. An image that is itself an index has an entry for each platform whose content the
    /// engine has.
    /// </summary>
    /// <param name="image">The reference or the id of the image.</param>
    /// <param name="inspection">The response to <c>GET /images/NAME/json?manifests=1</c>.</param>
    public static IReadOnlyList<IndexEntry> Read(string image, JObject inspection)
    {
        var id = EngineJson.Text(inspection["Id"]) ?? "";
        var entries = (inspection["Manifests"] as JArray ?? [])
            .OfType<JObject>()
            .Where(manifest =>
                EngineJson.Text(manifest["Kind"]) == "image" && manifest["Available"] is JValue { Value: true }
            )
            .Select(manifest => new IndexEntry(
                image,
                id,
                ReadDescriptor(manifest["Descriptor"]),
                ReadPlatform(EngineJson.Object(manifest["ImageData"])?["Platform"])
            ))
            .ToList();
        return entries.Count > 0
            ? entries
            : [ReadPodman(image, inspection) with { Descriptor = ReadDescriptor(inspection["Descriptor"]) }];
    }

    /// <summary>Reads the entry of an image of Podman, which adds the manifest itself.</summary>
    /// <param name="image">The reference or the id of the image.</param>
    /// <param name="inspection">The response to <c>GET /images/NAME/json</c>.</param>
    public static IndexEntry ReadPodman(string image, JObject inspection)
    {
        var platform = new JObject
        {
            ["architecture"] = inspection["Architecture"],
            ["os"] = inspection["Os"],
            ["os.version"] = inspection["OsVersion"],
            ["variant"] = inspection["Variant"],
        };
        return new IndexEntry(image, EngineJson.Text(inspection["Id"]) ?? "", [], ReadPlatform(platform));
    }

    /// <summary>Returns the fields of a descriptor that an index contains, in the order of the specification.</summary>
    public static JObject ReadDescriptor(JToken? descriptor)
    {
        var fields = EngineJson.Object(descriptor);
        return new JObject
        {
            ["mediaType"] = EngineJson.Text(fields?["mediaType"]) ?? "",
            ["digest"] = EngineJson.Text(fields?["digest"]) ?? "",
            ["size"] = EngineJson.Number(fields?["size"]),
        };
    }

    /// <summary>Returns the fields of a platform that have a value, in the order of the specification.</summary>
    public static JObject ReadPlatform(JToken? platform)
    {
        var fields = EngineJson.Object(platform);
        var result = new JObject();
        foreach (var name in new[] { "architecture", "os", "os.version", "variant" })
        {
            if (EngineJson.Text(fields?[name]) is { Length: > 0 } value)
                result[name] = value;
        }

        return result;
    }
}
