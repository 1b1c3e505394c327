using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>Compares the platform of a build with the processor of the engine.</summary>
internal static class ForeignPlatform
{
    /// <summary>True if the engine runs on another processor than that of a platform.</summary>
    /// <param name="api">The API of the engine.</param>
    /// <param name="platform">The platform; null for the platform of the engine.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public static async Task<bool> IsForeignAsync(
        EngineApi api,
        Platform? platform,
        CancellationToken cancellationToken
    )
    {
        if (platform is not { } requested)
            return false;

        var version = await api.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        return EngineJson.Text(version["Arch"]) is { Length: > 0 } own && own != requested.Architecture;
    }
}
