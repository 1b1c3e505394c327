using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>What makes an image from a Dockerfile and a context: one of the two builders of an engine.</summary>
internal interface IEngineBuilder
{
    /// <summary>Builds an image without a name.</summary>
    /// <param name="dockerfile">The Dockerfile that the context holds.</param>
    /// <param name="context">What it builds from.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends the build in the engine too.</param>
    /// <returns>What the engine says of the image, its id first of all.</returns>
    /// <exception cref="ImageBuildException">
    /// DKZ2008: a step failed, with the Dockerfile's line and the step's last output; DKZ2009: the build ended without an image; DKZ2004: the engine refused;
    /// DKZ2015: it cannot read the Dockerfile.
    /// </exception>
    /// <exception cref="DockerizeException">
    /// DKZ2003: the connection broke; DKZ2005, DKZ2006: a file of the context; DKZ2013: the engine stopped answering.
    /// </exception>
    Task<ImageInspection> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default);
}
