using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Settings;

namespace Dockerize.Build.Dockerfiles;

/// <summary>The configuration of an image that the project sets, as defined in the OCI image specification.</summary>
internal sealed record ImageConfig
{
    /// <summary>The absolute path of the app's folder, which is also the working directory of the process.</summary>
    public string WorkingDirectory { get; init; } = "/app";

    /// <summary>The user of the process.</summary>
    public ImageUser User { get; init; } = ImageUser.Inherited;

    /// <summary>The environment variables, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    /// <summary>
    /// The exposed ports in addition to those that ASP.NET Core listens on: <c>8080</c>, <c>5353/udp</c>.
    /// </summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>The labels. The last label with a name is used.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>True to add a label that contains the name of the base image.</summary>
    public bool HasBaseNameLabel { get; init; } = true;

    /// <summary>True to add a label that contains the digest of the base image, if the digest is known.</summary>
    public bool HasBaseDigestLabel { get; init; } = true;

    /// <summary>The entry point; null for the entry point of the base image.</summary>
    public ImageCommand? Entrypoint { get; init; }

    /// <summary>
    /// The default arguments of the entry point, or the whole command if there is no entry point; null if there are
    /// none.
    /// </summary>
    public ImageCommand? Command { get; init; }

    /// <summary>The health check; null for the health check of the base image.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>
    /// The signal that stops the container, such as <c>SIGINT</c>; null for the signal of the base image.
    /// </summary>
    public string? StopSignal { get; init; }

    /// <summary>
    /// The shell for commands in shell form, as a program and its arguments; null for the shell of the base image.
    /// </summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>The folders that are volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Reads the configuration that a project specifies.</summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1005, DKZ1008, DKZ1010, DKZ1011: a setting is invalid.
    /// </exception>
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
                .. settings.Get(ItemSettings.Port).Select(item => ExposedPort.Parse(item.Type, Port(item))),
            ],
            Labels = LabelsOf(settings),
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

    /// <summary>The labels that a project specifies, without those about the base image.</summary>
    /// <exception cref="DiagnosticException">DKZ1008: an entry of <c>DockerLabels</c> is invalid.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> LabelsOf(ProjectSettings settings) =>
        [
            .. ProjectLabels.Read(settings),
            .. settings.Get(ImageConfigSettings.Labels),
            .. NamedValues.Read(settings.Get(ItemSettings.Label)),
        ];

    /// <summary>
    /// The known environment variables of a container. Variables of the project override variables of the base image.
    /// </summary>
    public IReadOnlyDictionary<string, string> Variables(BaseImage baseImage)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (baseImage.Facts?.Env ?? baseImage.DefaultEnv).Concat(Env))
            variables[pair.Key] = pair.Value;
        return variables;
    }

    /// <summary>True if the entry point is the command of the app, with optional further arguments.</summary>
    public bool StartsApp(PublishedApp app)
    {
        var command = app.Entrypoint(WorkingDirectory);
        return Entrypoint?.Arguments?.Take(command.Count).SequenceEqual(command, StringComparer.Ordinal) == true;
    }

    // The metadata of the SDK's ContainerPort items is named Type.
    private static string Port(ProjectItem item)
    {
        var protocol = item["Protocol"].Length > 0 ? item["Protocol"] : item["Type"];
        return protocol.Length > 0 && !item.Include.Contains('/') ? $"{item.Include}/{protocol}" : item.Include;
    }
}
