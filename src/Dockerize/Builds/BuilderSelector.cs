using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>Selects the builder of a build.</summary>
internal static class BuilderSelector
{
    /// <summary>
    /// Selects a builder. <see cref="BuilderKind.Auto"/> is BuildKit if the engine has it; otherwise the classic
    /// builder, which every engine has.
    /// </summary>
    /// <param name="api">The engine that builds.</param>
    /// <param name="kind">The requested builder.</param>
    /// <exception cref="BuildKitUnavailableException">
    /// BuildKit is requested, and the engine does not have it.
    /// </exception>
    public static IEngineBuilder Choose(EngineApi api, BuilderKind kind) =>
        kind switch
        {
            BuilderKind.Classic => new ClassicBuilder(api),
            BuilderKind.BuildKit when !api.Info.HasBuildKit => throw new BuildKitUnavailableException(api.Endpoint),
            BuilderKind.BuildKit => new BuildKitBuilder(api),
            _ => api.Info.HasBuildKit ? new BuildKitBuilder(api) { HasFallback = true } : new ClassicBuilder(api),
        };
}
