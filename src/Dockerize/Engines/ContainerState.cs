using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>The state of a container that was started.</summary>
internal sealed record ContainerState
{
    private const string TcpSuffix = "/tcp";

    /// <summary>True if the container is running.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>The exit code of a container that is not running.</summary>
    public int ExitCode { get; init; }

    /// <summary>True if the container was stopped because it ran out of memory.</summary>
    public bool IsOutOfMemory { get; init; }

    /// <summary>
    /// The result of the health checks: <c>starting</c>, <c>healthy</c> or <c>unhealthy</c>; empty if the image has no
    /// health check.
    /// </summary>
    public string Health { get; init; } = "";

    /// <summary>The output of the last health check; empty if there is none.</summary>
    public string HealthOutput { get; init; } = "";

    /// <summary>The published TCP ports: the port of the engine's machine for each port of the container.</summary>
    public IReadOnlyDictionary<int, int> PublishedPorts { get; init; } = new Dictionary<int, int>();

    /// <summary>The IPv4 addresses of the container in the networks of the engine's machine.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Converts the response to <c>GET /containers/ID/json</c>.</summary>
    public static ContainerState Read(JObject answer)
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
