using Dockerize.Build.Settings;

namespace Dockerize.Build.Dockerfiles;

/// <summary>The configuration of an image, as in the OCI image specification, as far as the project sets it.</summary>
internal sealed record ImageConfig
{
    /// <summary>The folder of the app and working directory of its process: an absolute path.</summary>
    public string WorkingDirectory { get; init; } = "/app";

    /// <summary>Environment variables, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>Ports in addition to those of ASP.NET Core's variables: <c>8080</c>, <c>5353/udp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Labels. The last label with a name is used.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>True to add a label with the name of the base image.</summary>
    public bool HasBaseNameLabel { get; init; } = true;

    /// <summary>The entry point; null: that of the base image.</summary>
    public ImageCommand? Entrypoint { get; init; }

    /// <summary>
    /// The default arguments of the entry point, or the whole command without an entry point; null: none.
    /// </summary>
    public ImageCommand? Command { get; init; }

    /// <summary>The health check; null: that of the base image.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>The signal that stops the container, such as <c>SIGINT</c>; null: that of the base image.</summary>
    public string? StopSignal { get; init; }

    /// <summary>The shell of commands in shell form, a program and its arguments; null: <c>/bin/sh -c</c>.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>Folders that are volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];
}
