using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>A builder of an engine.</summary>
internal interface IEngineBuilder
{
    /// <summary>Builds an image without a name.</summary>
    /// <param name="dockerfile">The Dockerfile in the context.</param>
    /// <param name="context">The build context.</param>
    /// <param name="options">The build options.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    /// <exception cref="ImageBuildException">The build failed.</exception>
    /// <exception cref="FileChangedException">A file of the context changed during the build.</exception>
    /// <exception cref="FileUnreadableException">A file of the context cannot be read.</exception>
    /// <exception cref="EngineException">The connection was lost, or the engine stopped responding.</exception>
    Task<ImageInspection> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    );
}
