using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dockerize.Package.Tests;

/// <summary>The runtime configuration of an image, for the comparison of images.</summary>
internal static class RuntimeSettings
{
    /// <summary>
    /// Returns the settings: sorted, one setting per line. The labels with the time of the build and with the digest of
    /// its inputs are left out.
    /// </summary>
    /// <param name="json">The runtime configuration, with the names of <c>docker inspect</c>.</param>
    public static string ToText(string json)
    {
        var config = JsonNode.Parse(json)!;
        var lines = new List<string>
        {
            $"User {config["User"]}",
            // A slash at the end does not change the folder.
            $"WorkingDir {config["WorkingDir"]!.GetValue<string>().TrimEnd('/')}",
            $"Entrypoint {config["Entrypoint"]?.ToJsonString(JsonSerializerOptions.Default) ?? "null"}",
            $"Cmd {config["Cmd"]?.ToJsonString(JsonSerializerOptions.Default) ?? "null"}",
        };
        lines.AddRange((config["ExposedPorts"] as JsonObject ?? []).Select(port => $"Port {port.Key}"));
        lines.AddRange(config["Env"]!.AsArray().Select(variable => $"Env {variable}"));
        lines.AddRange(
            (config["Labels"] as JsonObject ?? [])
                .Where(label =>
                    label.Key != "build.dockerize.inputs" && !label.Key.EndsWith(".created", StringComparison.Ordinal)
                )
                .Select(label => $"Label {label.Key}={label.Value}")
        );
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
