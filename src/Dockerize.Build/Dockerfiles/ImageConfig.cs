using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
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

    /// <summary>The configuration that a project specifies.</summary>
    /// <exception cref="DiagnosticException">DKZ1008, DKZ1010, DKZ1011: a setting is invalid.</exception>
    public static ImageConfig Read(ProjectSettings settings, PublishedApp app, BaseImage baseImage)
    {
        var directory = settings.Get(ImageConfigSettings.WorkingDirectory);
        var sdk = SdkCommand.Read(settings);
        var (entrypoint, command) = (settings.Get(ImageConfigSettings.Entrypoint), settings.Get(ImageConfigSettings.Command));
        var appCommand = app.Entrypoint(directory);
        var (sdkEntrypoint, sdkCommand) = sdk.IsSet
            ? sdk.Resolve(appCommand, baseImage.Facts?.Entrypoint ?? [])
            : (ImageCommand.Exec(appCommand), null);
        return new ImageConfig
        {
            WorkingDirectory = directory,
            Env = NamedValues.LastOfEach(
            [
                .. settings.Get(ImageConfigSettings.EnvironmentVariables),
                .. NamedValues.Read(settings.Get(ItemSettings.EnvironmentVariable)),
            ]),
            ExposedPorts = [.. settings.Get(ImageConfigSettings.Ports), .. settings.Get(ItemSettings.Port).Select(Port)],
            Labels =
            [
                .. ProjectLabels.Read(settings),
                .. settings.Get(ImageConfigSettings.Labels),
                .. NamedValues.Read(settings.Get(ItemSettings.Label)),
            ],
            HasBaseNameLabel = ProjectLabels.HasBaseName(settings.Properties),
            Entrypoint = entrypoint ?? sdkEntrypoint,
            Command = command ?? sdkCommand,
            HealthCheck = HealthCheck.Read(settings),
            StopSignal = settings.Get(ImageConfigSettings.StopSignal),
            Shell = settings.Get(ImageConfigSettings.Shell),
            Volumes = [.. settings.Get(ItemSettings.Volume).Select(volume => ImagePath.Absolute(volume.Type, volume.Include))],
        };
    }

    // The SDK's items call the protocol Type.
    private static string Port(ProjectItem item)
    {
        var protocol = item["Protocol"].Length > 0 ? item["Protocol"] : item["Type"];
        return protocol.Length > 0 && !item.Include.Contains('/') ? $"{item.Include}/{protocol}" : item.Include;
    }
}
