using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize;

/// <summary>
/// The inputs of a build, read from an <see cref="ImageBuildRequest"/> or an <see cref="ImageBuilder"/>.
/// </summary>
/// <param name="Dockerfile">The Dockerfile in the context.</param>
/// <param name="Context">The build context.</param>
internal sealed record ImageBuild(Dockerfile Dockerfile, BuildContext Context)
{
    /// <summary>The build options.</summary>
    public BuildOptions Options { get; init; } = new();

    /// <summary>The names of the image.</summary>
    public IReadOnlyList<ImageReference> Names { get; init; } = [];

    /// <summary>The pull policy for base images.</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>The builder to use.</summary>
    public BuilderKind Builder { get; init; }

    /// <summary>
    /// True if an <see cref="ImageBuilder"/> composed the Dockerfile. All builders then give the same result, unless
    /// the Dockerfile uses BuildKit syntax.
    /// </summary>
    public bool IsComposed { get; init; }
}
