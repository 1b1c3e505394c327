using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>Converts JSON of an engine to containers. Engines omit empty values or send null.</summary>
internal static class ContainerAnswers
{
    private const string TcpSuffix = "/tcp";

    /// <summary>Converts the response to <c>GET /containers/ID/json</c>.</summary>
    public static ContainerState ReadState(JObject answer)
    {
        var state = EngineJson.Object(answer["State"]);
        var health = EngineJson.Object(state?["Health"]);
        var check = EngineJson.Object((health?["Log"] as JArray)?.LastOrDefault());
        var network = EngineJson.Object(answer["NetworkSettings"]);
        var networks = EngineJson.Object(network?["Networks"]);
        return new ContainerState
        {
            IsRunning = IsTrue(state?["Running"]),
            ExitCode = unchecked((int)EngineJson.Number(state?["ExitCode"])),
            IsOutOfMemory = IsTrue(state?["OOMKilled"]),
            Health = EngineJson.Text(health?["Status"]) ?? "",
            HealthOutput = EngineJson.Text(check?["Output"]) ?? "",
            PublishedPorts = ReadPorts(EngineJson.Object(network?["Ports"])),
            Addresses =
            [
                .. (networks?.PropertyValues() ?? [])
                    .Select(each => EngineJson.Text(EngineJson.Object(each)?["IPAddress"]))
                    .OfType<string>()
                    .Where(address => address.Length > 0),
            ],
        };
    }

    // `{"8080/tcp":[{"HostIp":"127.0.0.1","HostPort":"49153"}],"9090/tcp":null}`
    private static Dictionary<int, int> ReadPorts(JObject? ports)
    {
        var published = new Dictionary<int, int>();
        foreach (var port in ports?.Properties() ?? [])
        {
            var binding = EngineJson.Object((port.Value as JArray)?.FirstOrDefault());
            if (
                port.Name.EndsWith(TcpSuffix, StringComparison.Ordinal)
                && Number(port.Name.Substring(0, port.Name.Length - TcpSuffix.Length)) is { } number
                && Number(EngineJson.Text(binding?["HostPort"])) is { } host
            )
                published[number] = host;
        }

        return published;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsTrue(JToken? value) => value is JValue { Value: true };
}
