namespace Dockerize.Build.Settings;

/// <summary>Settings for the configuration of the image.</summary>
internal static class ImageConfigSettings
{
    /// <summary>The user of the app's process.</summary>
    public static readonly Setting<string?> User = new("DockerImageUser", SettingParsers.User)
    {
        SimilarNames = ["DockerUser"],
        Fallbacks = ["ContainerUser"],
        Default =
            "the base image's user if it is not root, otherwise `$APP_UID` if the base image sets it, otherwise "
            + "root",
        Summary = "`USER`: a name or an id, with an optional group.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The folder of the app in the image.</summary>
    public static readonly Setting<string> WorkingDirectory = new("DockerWorkingDirectory", SettingParsers.Folder)
    {
        SimilarNames = ["DockerWorkDir"],
        Fallbacks = ["ContainerWorkingDirectory"],
        Default = "`/app`",
        DefaultValue = "/app",
        Summary = "The folder of the app in the image: an absolute path.",
    };

    /// <summary>The entry point of the image.</summary>
    public static readonly Setting<ImageCommand?> Entrypoint = new("DockerEntrypoint", ImageCommand.Parse)
    {
        Fallbacks =
        [
            "ContainerEntrypoint",
            "ContainerEntrypointArgs",
            "ContainerAppCommand",
            "ContainerAppCommandArgs",
            "ContainerAppCommandInstruction",
        ],
        Default = "the command that starts the app",
        Summary = "`ENTRYPOINT`: a JSON array or a shell command.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The default arguments of the entry point.</summary>
    public static readonly Setting<ImageCommand?> Command = new("DockerCommand", ImageCommand.Parse)
    {
        SimilarNames = ["DockerCmd"],
        Fallbacks = ["ContainerDefaultArgs"],
        Default = "none",
        Summary = "`CMD`: a JSON array or a shell command.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The health check.</summary>
    public static readonly Setting<string?> HealthCheck = new("DockerHealthCheck", SettingParsers.Raw)
    {
        Default = "the base image's",
        Summary = "`HEALTHCHECK`: a JSON array, a shell command, or `none`.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The interval of the health check.</summary>
    public static readonly Setting<string?> HealthCheckInterval = new(
        "DockerHealthCheckInterval",
        SettingParsers.Duration("30s")
    )
    {
        Default = "30s",
        Summary = "The time between two checks, such as `1m30s`.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The timeout of the health check.</summary>
    public static readonly Setting<string?> HealthCheckTimeout = new(
        "DockerHealthCheckTimeout",
        SettingParsers.Duration("5s")
    )
    {
        Default = "30s",
        Summary = "The time after which a check fails.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The period after the start in which failed health checks are ignored.</summary>
    public static readonly Setting<string?> HealthCheckStartPeriod = new(
        "DockerHealthCheckStartPeriod",
        SettingParsers.Duration("10s")
    )
    {
        Default = "0s",
        Summary = "The grace period after the start during which failed checks are ignored.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The number of failed checks that make a container unhealthy.</summary>
    public static readonly Setting<string?> HealthCheckRetries = new("DockerHealthCheckRetries", SettingParsers.Count)
    {
        Default = "3",
        Summary = "The number of consecutive failed checks after which the container is unhealthy.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The signal that stops the container.</summary>
    public static readonly Setting<string?> StopSignal = new("DockerStopSignal", SettingParsers.Signal)
    {
        Default = "the base image's",
        Summary = "`STOPSIGNAL`: the signal that stops the container, such as `SIGINT`, or its number.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The shell for commands in shell form.</summary>
    public static readonly Setting<IReadOnlyList<string>?> Shell = new("DockerShell", ImageCommand.ParseShell)
    {
        Default = "`[\"/bin/sh\",\"-c\"]`",
        Summary = "`SHELL`: a JSON array.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The environment variables of the image.</summary>
    public static readonly Setting<IReadOnlyList<KeyValuePair<string, string>>> EnvironmentVariables = new(
        "DockerEnvironmentVariables",
        NamedValues.Parse
    )
    {
        SimilarNames = ["DockerEnv", "DockerEnvVar", "DockerEnvVars", "DockerEnvironment"],
        Fallbacks = ["DockerEnvironmentVariable"],
        Summary = "Environment variables, `A=1;B=2`, in addition to the items.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The labels of the image.</summary>
    public static readonly Setting<IReadOnlyList<KeyValuePair<string, string>>> Labels = new(
        "DockerLabels",
        NamedValues.Parse
    )
    {
        Fallbacks = ["DockerLabel"],
        Summary = "Labels, `A=1;B=2`, in addition to the items.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The exposed ports.</summary>
    public static readonly Setting<IReadOnlyList<string>> Ports = new("DockerPorts", SettingParsers.Ports)
    {
        SimilarNames = ["DockerExpose", "DockerExposedPort", "DockerExposedPorts"],
        Fallbacks = ["DockerPort"],
        Summary =
            "Exposed ports, `9090;5353/udp`, in addition to the items and to the ports that [a web app listens "
            + "on](how-it-works.md#exposed-ports).",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The switch to exclude files that the platform of the image cannot load.</summary>
    public static readonly Setting<bool> PruneRuntimes = new("DockerPruneRuntimes", SettingParsers.Switch(true))
    {
        Default = "true",
        DefaultValue = "true",
        Summary = "True to exclude files below `runtimes/` that the image's platform cannot load.",
    };

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        User,
        WorkingDirectory,
        Entrypoint,
        Command,
        HealthCheck,
        HealthCheckInterval,
        HealthCheckTimeout,
        HealthCheckStartPeriod,
        HealthCheckRetries,
        StopSignal,
        Shell,
        EnvironmentVariables,
        Labels,
        Ports,
        PruneRuntimes,
    ];
}
