using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>The configuration of a container that runs the command of its image.</summary>
/// <param name="ImageName">A reference or an image id.</param>
internal sealed record ContainerConfiguration(string ImageName)
{
    private const long NanosecondsPerTick = 100;

    /// <summary>
    /// The TCP ports to publish at 127.0.0.1 of the engine's machine, where the engine chooses free ports.
    /// </summary>
    public IReadOnlyList<int> PublishedPorts { get; init; } = [];

    /// <summary>The time between two checks of the image's health check; null for that of the image.</summary>
    public TimeSpan? HealthCheckInterval { get; init; }

    /// <summary>Creates the JSON of the request.</summary>
    public JObject ToJson()
    {
        var configuration = new JObject
        {
            ["Image"] = ImageName,
            ["HostConfig"] = new JObject
            {
                ["PortBindings"] = new JObject(
                    PublishedPorts.Select(port => new JProperty(
                        FormattableString.Invariant($"{port}/tcp"),
                        new JArray(new JObject { ["HostIp"] = "127.0.0.1", ["HostPort"] = "" })
                    ))
                ),
            },
        };
        // The engine uses the other values of the image's health check.
        if (HealthCheckInterval is { } interval)
            configuration["Healthcheck"] = new JObject { ["Interval"] = interval.Ticks * NanosecondsPerTick };
        return configuration;
    }
}
