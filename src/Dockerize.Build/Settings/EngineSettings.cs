namespace Dockerize.Build.Settings;

/// <summary>Settings for the connection to the engine.</summary>
internal static class EngineSettings
{
    private const int LongestTimeout = 24 * 60 * 60;

    /// <summary>The address of the engine.</summary>
    public static readonly Setting<string?> Host = new("DockerHost", SettingParsers.Raw)
    {
        Fallbacks = ["DOCKER_HOST"],
        Default = "the default endpoints",
        Summary =
            "The endpoint of the engine: `unix:///…`, `tcp://host:port`, `ssh://user@host`, `npipe://./pipe/…`, "
            + "`wslc://` ([order of precedence](endpoints.md)).",
    };

    /// <summary>The docker context of the engine.</summary>
    public static readonly Setting<string?> Context = new("DockerContext", SettingParsers.Raw)
    {
        Fallbacks = ["DOCKER_CONTEXT"],
        Default = "the current docker context",
        Summary = "The docker context of the engine. Set it to `default` to use no docker context.",
    };

    /// <summary>The timeout of the engine, in seconds.</summary>
    public static readonly Setting<int?> Timeout = new(
        "DockerTimeout",
        SettingParsers.Number(1, LongestTimeout, "a number of seconds from 1 to 86400")
    )
    {
        Default = "100; 10 to connect",
        Summary =
            "The number of seconds without a response after which the publish fails. Codes: "
            + "[DKZ2001](DKZ2.md#dkz2001) if the engine never responded, [DKZ2013](DKZ2.md#dkz2013) if it stopped "
            + "responding. The limit for a registry during a pull or a push is three times as long "
            + "([DKZ2024](DKZ2.md#dkz2024)).",
    };

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Host, Context, Timeout];
}
