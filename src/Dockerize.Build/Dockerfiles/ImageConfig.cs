using Dockerize.Build.Settings;

namespace Dockerize.Build.Dockerfiles;

/// <summary>What an image says of how to run it, as the OCI image specification lists it, as far as the project asks for it.</summary>
internal sealed record ImageConfig
{
    /// <summary>The folder of the app and the current directory of its process: an absolute path.</summary>
    public string WorkingDirectory { get; init; } = "/app";

    /// <summary>Environment variables, in the order in which they are written.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>Ports beside those that an ASP.NET Core app listens on by its variables: <c>8080</c>, <c>5353/udp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Labels; of two with one name the later counts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>Whether a label names the base image.</summary>
    public bool HasBaseNameLabel { get; init; } = true;

    /// <summary>What a container starts; null: what the base image says.</summary>
    public ImageCommand? Entrypoint { get; init; }

    /// <summary>The arguments of the entry point, or all of the command line where there is none; who runs a container may replace them. Null: none.</summary>
    public ImageCommand? Command { get; init; }

    /// <summary>Null: what the base image says.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>What ends a container, such as <c>SIGINT</c>; null: what the base image says.</summary>
    public string? StopSignal { get; init; }

    /// <summary>What reads commands in the shell form: a program and its arguments; null: <c>/bin/sh -c</c>.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>Folders whose content outlives a container.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];
}
