using Dockerize.Engines.Endpoints;

namespace Dockerize.Engines;

/// <summary>
/// The engine cannot store an image index. Docker requires containerd's image store and API version 1.48 (Docker 28).
/// </summary>
/// <param name="endpoint">The engine.</param>
/// <param name="hasContainerdStore">True if the engine uses containerd's image store.</param>
/// <param name="apiVersion">The API version of the connection; null if the engine does not report its version.</param>
public sealed class ImageIndexUnsupportedException(
    EngineEndpoint endpoint,
    bool hasContainerdStore,
    Version? apiVersion
)
    : EngineException(
        endpoint,
        $"The engine at {endpoint} cannot create an image index: "
            + (
                hasContainerdStore
                    ? $"the API version is {apiVersion?.ToString() ?? "unknown"}, and the minimum is "
                        + $"{EngineApi.FirstWithManifests}."
                    : "it does not use containerd's image store."
            )
    )
{
    /// <summary>
    /// True if the engine uses containerd's image store, and <see cref="ApiVersion"/> is lower than 1.48.
    /// </summary>
    public bool HasContainerdStore => hasContainerdStore;

    /// <summary>The API version of the connection; null if the engine does not report its version.</summary>
    public Version? ApiVersion => apiVersion;
}
