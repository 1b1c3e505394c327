namespace Dockerize;

/// <summary>What an image says of how to run it, as the OCI image specification lists it, as far as the project asks for it.</summary>
public sealed record ImageConfig
{
    /// <summary>The folder of the app and the current directory of its process.</summary>
    public string WorkingDirectory { get; init; } = "/app";

    /// <summary>What USER says; null: what suits the base image.</summary>
    public string? User { get; init; }

    /// <summary>Environment variables, in the order in which they are written.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>Ports that the app listens on: <c>8080</c>, <c>5353/udp</c>. None: what suits the base image.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Labels; of two with one name the later counts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];
}
