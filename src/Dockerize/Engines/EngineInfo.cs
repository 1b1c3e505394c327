using System.Net.Http.Headers;

namespace Dockerize.Engines;

/// <summary>The properties that an engine reports in its response to a ping.</summary>
/// <param name="Os">
/// The operating system of the containers: <c>linux</c> or <c>windows</c>; empty if it is not reported.
/// </param>
/// <param name="ApiVersion">
/// The API version of the connection: the value of the environment variable <c>DOCKER_API_VERSION</c>. If it is not
/// set, it is the newest version that both the engine and this library support. Null if the engine does not report its
/// version.
/// </param>
/// <param name="IsPodman">True if the engine is Podman, which implements Docker's API and builds with Buildah.</param>
public sealed record EngineInfo(string Os, Version? ApiVersion, bool IsPodman)
{
    /// <summary>The first API version whose builds can use BuildKit (Docker 18.09).</summary>
    private static readonly Version FirstWithBuildKit = new(1, 39);

    /// <summary>True if the engine has BuildKit, even if BuildKit is not its default builder.</summary>
    public bool HasBuildKit => !IsPodman && Os == "linux" && ApiVersion >= FirstWithBuildKit;

    internal static EngineInfo Read(HttpResponseHeaders headers)
    {
        var hasVersion = Version.TryParse(Value("Api-Version"), out var version);
        return new EngineInfo(Value("OSType"), hasVersion ? version : null, Value("Libpod-API-Version").Length > 0);

        string Value(string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() ?? "" : "";
    }
}
