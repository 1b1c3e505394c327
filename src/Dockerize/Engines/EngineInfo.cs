using System.Net.Http.Headers;

namespace Dockerize.Engines;

/// <summary>What an engine says of itself when it answers a ping.</summary>
/// <param name="Os"><c>linux</c> or <c>windows</c>; empty: it does not say.</param>
/// <param name="ApiVersion">The newest version of the API that it speaks; null: it does not say.</param>
/// <param name="IsPodman">Whether it is Podman, which speaks Docker's API and builds with Buildah.</param>
public sealed record EngineInfo(string Os, Version? ApiVersion, bool IsPodman)
{
    /// <summary>The version of the API whose builds can be BuildKit's (Docker 18.09).</summary>
    private static readonly Version FirstWithBuildKit = new(1, 39);

    /// <summary>Whether it can build with BuildKit. That it does so by default says nothing of it: Docker 20.10 has it and does not.</summary>
    public bool HasBuildKit => !IsPodman && Os == "linux" && ApiVersion >= FirstWithBuildKit;

    internal static EngineInfo Read(HttpResponseHeaders headers)
    {
        return new EngineInfo(Value("OSType"), Version.TryParse(Value("Api-Version"), out var version) ? version : null, Value("Libpod-API-Version").Length > 0);

        string Value(string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() ?? "" : "";
    }
}
