using Dockerize.Contexts;
using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>The inputs of a build.</summary>
/// <param name="Dockerfile">The Dockerfile in the context.</param>
/// <param name="Context">The build context.</param>
/// <param name="Options">The build options.</param>
internal sealed record BuildDefinition(Dockerfile Dockerfile, BuildContext Context, BuildOptions Options);
