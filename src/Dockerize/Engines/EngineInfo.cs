using System.Net.Http.Headers;

namespace Dockerize.Engines;

/// <summary>The properties that an engine reports in its answer to a ping.</summary>
/// <param name="Os">
/// The operating system of its containers: <c>linux</c> or <c>windows</c>; empty if it is not reported.
/// </param>
/// <param name="ApiVersion">
/// The API version of the connection: the newest that the engine and this library know, or that of the environment
/// variable <c>DOCKER_API_VERSION</c>; null if the engine reports none.
/// </param>
/// <param name="IsPodman">True for Podman, which implements Docker's API and builds with Buildah.</param>
public sealed record EngineInfo(string Os, Version? ApiVersion, bool IsPodman)
{
    /// <summary>The first API version whose builds can use BuildKit (Docker 18.09).</summary>
    private static readonly Version FirstWithBuildKit = new(1, 39);

    /// <summary>True if the engine has BuildKit, whichever builder is its default.</summary>
    public bool HasBuildKit => !IsPodman && Os == "linux" && ApiVersion >= FirstWithBuildKit;

    internal static EngineInfo Read(HttpResponseHeaders headers)
    {
        var hasVersion = Version.TryParse(Value("Api-Version"), out var version);
        return new EngineInfo(Value("OSType"), hasVersion ? version : null, Value("Libpod-API-Version").Length > 0);

        string Value(string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() ?? "" : "";
    }
}
