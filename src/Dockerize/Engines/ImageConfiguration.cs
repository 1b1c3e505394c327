using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>
/// Writes the configuration of an image in the format of the OCI image specification. The engine API returns the same
/// values in another structure. The history is omitted, because it is not in the response.
/// </summary>
internal static class ImageConfiguration
{
    // The properties of the specification, and those of Docker: the other properties in the response apply only to
    // containers.
    private static readonly string[] Names =
    [
        "User",
        "ExposedPorts",
        "Env",
        "Entrypoint",
        "Cmd",
        "Healthcheck",
        "Volumes",
        "WorkingDir",
        "Labels",
        "OnBuild",
        "StopSignal",
        "Shell",
    ];

    /// <summary>Converts the response to <c>GET /images/NAME/json</c>.</summary>
    /// <param name="answer">The response.</param>
    /// <returns>The JSON in one line.</returns>
    public static string Write(JObject answer)
    {
        var source = EngineJson.Object(answer["Config"]);
        var layers = EngineJson.Texts(EngineJson.Object(answer["RootFS"])?["Layers"]);
        var configuration = new JObject();
        AddText(configuration, "created", answer["Created"]);
        AddText(configuration, "architecture", answer["Architecture"]);
        AddText(configuration, "variant", answer["Variant"]);
        AddText(configuration, "os", answer["Os"]);
        configuration["config"] = new JObject(
            Names
                .Select(name => (Name: name, Value: source?[name]))
                .Where(property => !IsEmpty(property.Value))
                .Select(property => new JProperty(property.Name, property.Value!.DeepClone()))
        );
        configuration["rootfs"] = new JObject
        {
            ["type"] = "layers",
            ["diff_ids"] = new JArray(layers.Select(layer => new JValue(layer))),
        };
        return configuration.ToString(Formatting.None);
    }

    private static void AddText(JObject configuration, string name, JToken? value)
    {
        if (!string.IsNullOrEmpty(EngineJson.Text(value)))
            configuration[name] = value!.DeepClone();
    }

    private static bool IsEmpty(JToken? value) =>
        value switch
        {
            null => true,
            JContainer container => container.Count == 0,
            JValue { Value: null or "" } => true,
            _ => false,
        };
}
