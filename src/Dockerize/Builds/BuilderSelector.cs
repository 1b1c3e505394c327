using Dockerize.Dockerfiles;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>Selects the builder of a build.</summary>
internal static class BuilderSelector
{
    /// <summary>
    /// Selects a builder. If the engine has BuildKit, BuildKit builds a user's Dockerfile, which may use BuildKit
    /// syntax and have unused stages. The classic builder builds a generated Dockerfile, because every engine has it.
    /// If the ignore file excludes the Dockerfile or itself, BuildKit without a session would still copy the excluded
    /// file. In this case, BuildKit is selected only for a Dockerfile with BuildKit syntax. BuildKit also builds a
    /// generated Dockerfile if the options require its exporter (<see cref="ImageExport"/>).
    /// </summary>
    /// <remarks>
    /// BuildKit also builds a generated Dockerfile for an image index. The images of an index are removed from the list
    /// of images after the build, and the classic builder uses only images in this list as build cache. The classic
    /// builder is also slow on containerd's image store, which an index requires. BuildKit also builds a generated
    /// Dockerfile for another platform than that of the engine. On containerd's image store, one name can have images
    /// for several platforms, and the classic builder would copy into the image for the platform of the engine.
    /// </remarks>
    /// <param name="api">The engine that builds.</param>
    /// <param name="request">The properties of the build.</param>
    /// <param name="definition">The inputs of the build.</param>
    /// <exception cref="BuildKitUnavailableException">
    /// BuildKit is requested, and the engine does not have it.
    /// </exception>
    public static IEngineBuilder Choose(EngineApi api, BuilderRequest request, BuildDefinition definition)
    {
        return request.Kind switch
        {
            BuilderKind.Classic => new ClassicBuilder(api),
            BuilderKind.BuildKit when !api.Info.HasBuildKit => throw new BuildKitUnavailableException(api.Endpoint),
            BuilderKind.BuildKit => new BuildKitBuilder(api),
            _ => api.Info.HasBuildKit && IsForBuildKit() ? new BuildKitBuilder(api) : new ClassicBuilder(api),
        };

        bool IsForBuildKit() =>
            (!request.IsGenerated || RequiresBuildKit())
            && (!definition.Context.HidesDockerfile || BuildKitSyntax.IsUsedIn(definition.Dockerfile));

        bool RequiresBuildKit() => request.IsForIndex || request.IsForeign || ImageExport.IsNeeded(definition.Options);
    }
}
