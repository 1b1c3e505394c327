using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>The image store of a Docker engine.</summary>
internal static class ImageStore
{
    /// <summary>True if the engine uses containerd's image store, which stores manifests.</summary>
    public static async Task<bool> IsContainerdAsync(EngineApi api, CancellationToken cancellationToken)
    {
        var info = await api.GetInfoAsync(cancellationToken).ConfigureAwait(false);
        return (info["DriverStatus"] as JArray ?? [])
            .OfType<JArray>()
            .SelectMany(EngineJson.Texts)
            .Any(text => text.StartsWith("io.containerd.snapshotter", StringComparison.Ordinal));
    }
}
