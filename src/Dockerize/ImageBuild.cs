using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize;

/// <summary>
/// A build whose files are read: of an <see cref="ImageBuildRequest"/> or an <see cref="ImageBuilder"/>.
/// </summary>
/// <param name="Dockerfile">The Dockerfile in the context.</param>
/// <param name="Context">The build context.</param>
internal sealed record ImageBuild(Dockerfile Dockerfile, BuildContext Context)
{
    /// <summary>The build options.</summary>
    public BuildOptions Options { get; init; } = new();

    /// <summary>The names of the image.</summary>
    public IReadOnlyList<ImageReference> Names { get; init; } = [];

    /// <summary>When to pull the base images.</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>The builder.</summary>
    public BuilderKind Builder { get; init; }

    /// <summary>
    /// True if the Dockerfile is composed: every builder handles it the same way, unless it uses BuildKit's syntax.
    /// </summary>
    public bool IsComposed { get; init; }
}
