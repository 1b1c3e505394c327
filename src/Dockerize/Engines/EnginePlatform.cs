using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>The platform of an engine: the default platform of its builds.</summary>
internal static class EnginePlatform
{
    /// <summary>Finds the platform.</summary>
    public static async Task<Platform> FindAsync(EngineApi api, CancellationToken cancellationToken)
    {
        var version = await api.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        return new Platform(
            EngineJson.Text(version["Os"]) ?? "linux",
            EngineJson.Text(version["Arch"]) ?? throw EngineConnectionException.NotAnEngine(api.Endpoint),
            variant: null
        );
    }
}
