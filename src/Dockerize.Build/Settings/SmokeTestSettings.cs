using Dockerize.Containers;

namespace Dockerize.Build.Settings;

/// <summary>Settings for the smoke test of an image.</summary>
internal static class SmokeTestSettings
{
    private const int LongestTimeout = 60 * 60;

    /// <summary>The smoke test, or its path.</summary>
    public static readonly Setting<SmokeTest?> Test = new("DockerSmokeTest", SettingParsers.SmokeTest)
    {
        Default = "false",
        Summary =
            "True to start a container of the image after its build, before the image is tagged and pushed "
            + "([details](smoke-test.md)). An image with a port must respond to an HTTP request for `/`, or for this "
            + "path: `/health`.",
    };

    /// <summary>The time limit, in seconds.</summary>
    public static readonly Setting<int?> Timeout = new(
        "DockerSmokeTestTimeout",
        SettingParsers.Number(1, LongestTimeout, "a number of seconds from 1 to 3600")
    )
    {
        Default = "30; 5 for an image without a port and a health check",
        Summary =
            "The number of seconds within which the container must respond or become healthy. An image without a port "
            + "and a health check must run for this time, or exit with code 0.",
    };

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Test, Timeout];

    /// <summary>Reads the smoke test of a project; null if there is none.</summary>
    /// <param name="settings">The settings of the project.</param>
    /// <exception cref="Advice.DiagnosticException">DKZ1011: a setting is invalid.</exception>
    public static SmokeTest? Read(ProjectSettings settings)
    {
        var timeout = settings.Get(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return settings.Get(Test) is { } test ? test with { Timeout = timeout } : null;
    }
}
