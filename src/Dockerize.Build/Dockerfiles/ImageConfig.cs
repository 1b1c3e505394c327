using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Settings;

namespace Dockerize.Build.Dockerfiles;

/// <summary>The configuration of an image, as in the OCI image specification, as far as the project sets it.</summary>
internal sealed record ImageConfig
{
    /// <summary>The folder of the app and working directory of its process: an absolute path.</summary>
    public string WorkingDirectory { get; init; } = "/app";

    /// <summary>The user of the process.</summary>
    public ImageUser User { get; init; } = ImageUser.Inherited;

    /// <summary>Environment variables, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>Ports in addition to those of ASP.NET Core's variables: <c>8080</c>, <c>5353/udp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Labels. The last label with a name is used.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>True to add a label with the name of the base image.</summary>
    public bool HasBaseNameLabel { get; init; } = true;

    /// <summary>True to add a label with the digest of the base image, if it is known.</summary>
    public bool HasBaseDigestLabel { get; init; } = true;

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

    /// <summary>The configuration that a project specifies.</summary>
    /// <exception cref="DiagnosticException">DKZ1008, DKZ1010, DKZ1011: a setting is invalid.</exception>
    public static ImageConfig Read(ProjectSettings settings, PublishedApp app, BaseImage baseImage)
    {
        var directory = settings.Get(ImageConfigSettings.WorkingDirectory);
        var sdk = SdkCommand.Read(settings);
        var appCommand = app.Entrypoint(directory);
        var (sdkEntrypoint, sdkCommand) = sdk.IsSet
            ? sdk.Resolve(appCommand, baseImage.Facts?.Entrypoint ?? [])
            : (ImageCommand.Exec(appCommand), null);
        return new ImageConfig
        {
            WorkingDirectory = directory,
            User = ImageUser.Choose(app, baseImage, settings.Get(ImageConfigSettings.User)),
            Env = NamedValues.LastOfEach([
                .. baseImage.RequiredEnv,
                .. settings.Get(ImageConfigSettings.EnvironmentVariables),
                .. NamedValues.Read(settings.Get(ItemSettings.EnvironmentVariable)),
            ]),
            ExposedPorts =
            [
                .. settings.Get(ImageConfigSettings.Ports),
                .. settings.Get(ItemSettings.Port).Select(Port),
            ],
            Labels =
            [
                .. ProjectLabels.Read(settings),
                .. settings.Get(ImageConfigSettings.Labels),
                .. NamedValues.Read(settings.Get(ItemSettings.Label)),
            ],
            HasBaseNameLabel = ProjectLabels.HasBaseName(settings.Properties),
            HasBaseDigestLabel = ProjectLabels.HasBaseDigest(settings.Properties),
            Entrypoint = settings.Get(ImageConfigSettings.Entrypoint) ?? sdkEntrypoint,
            Command = settings.Get(ImageConfigSettings.Command) ?? sdkCommand,
            HealthCheck = HealthCheck.Read(settings),
            StopSignal = settings.Get(ImageConfigSettings.StopSignal),
            Shell = settings.Get(ImageConfigSettings.Shell),
            Volumes =
            [
                .. settings.Get(ItemSettings.Volume).Select(volume => ImagePath.Absolute(volume.Type, volume.Include)),
            ],
        };
    }

    /// <summary>
    /// The environment variables of a container, as far as they are known. Those of the app override those of the base
    /// image.
    /// </summary>
    public IReadOnlyDictionary<string, string> Variables(BaseImage baseImage)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (baseImage.Facts?.Env ?? baseImage.DefaultEnv).Concat(Env))
            variables[pair.Key] = pair.Value;
        return variables;
    }

    /// <summary>True if the entry point is the command of the app, with or without further arguments.</summary>
    public bool StartsApp(PublishedApp app)
    {
        var command = app.Entrypoint(WorkingDirectory);
        return Entrypoint?.Arguments?.Take(command.Count).SequenceEqual(command, StringComparer.Ordinal) == true;
    }

    // The SDK's items call the protocol Type.
    private static string Port(ProjectItem item)
    {
        var protocol = item["Protocol"].Length > 0 ? item["Protocol"] : item["Type"];
        return protocol.Length > 0 && !item.Include.Contains('/') ? $"{item.Include}/{protocol}" : item.Include;
    }
}
