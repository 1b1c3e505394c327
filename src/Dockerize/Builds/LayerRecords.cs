using Dockerize.Images;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>Converts layers to JSON and back. Values that are not known have no entry.</summary>
internal static class LayerRecords
{
    /// <summary>Converts layers to JSON.</summary>
    public static JArray Write(IEnumerable<ImageLayer> layers) =>
        new(
            layers.Select(layer =>
                WithoutNulls(
                    ("id", layer.Id),
                    ("base", layer.Base),
                    ("instruction", layer.Instruction),
                    ("files", layer.Files),
                    ("size", layer.Size),
                    ("compressedSize", layer.CompressedSize),
                    ("isNew", layer.IsNew)
                )
            )
        );

    /// <summary>
    /// Reads layers. They are read without reflection, which is faster and works in AOT-compiled apps.
    /// </summary>
    public static IReadOnlyList<ImageLayer> Read(JToken? layers) =>
        [.. (layers as JArray ?? []).OfType<JObject>().Select(ReadLayer)];

    /// <summary>Creates a JSON object from the values that are not null.</summary>
    public static JObject WithoutNulls(params (string Name, JToken? Value)[] values) =>
        new(
            values
                .Where(value => value.Value is JValue { Value: not null })
                .Select(value => new JProperty(value.Name, value.Value))
        );

    private static ImageLayer ReadLayer(JObject layer) =>
        new(Text(layer["id"]) ?? "")
        {
            Base = Text(layer["base"]),
            Instruction = Text(layer["instruction"]),
            Files = (int?)Number(layer["files"]),
            Size = Number(layer["size"]),
            CompressedSize = Number(layer["compressedSize"]),
            IsNew = (layer["isNew"] as JValue)?.Value as bool?,
        };

    private static string? Text(JToken? value) => (value as JValue)?.Value as string;

    private static long? Number(JToken? value) => (value as JValue)?.Value as long?;
}
