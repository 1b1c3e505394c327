namespace Dockerize.Engines;

/// <summary>The state of a container that was started.</summary>
internal sealed record ContainerState
{
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
}
