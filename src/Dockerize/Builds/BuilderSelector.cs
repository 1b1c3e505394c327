using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>Which builder builds what.</summary>
internal static class BuilderSelector
{
    /// <summary>
    /// A Dockerfile of a user's may say what only BuildKit understands, and BuildKit leaves out stages that nobody needs; for a generated one the classic
    /// builder does the same, and every engine has it. It also builds where the ignore file keeps the Dockerfile out of the image, which BuildKit does not see,
    /// unless the Dockerfile needs BuildKit more than that.
    /// </summary>
    /// <param name="engine">The engine that builds.</param>
    /// <param name="kind">The requested builder.</param>
    /// <param name="dockerfile">What it builds.</param>
    /// <param name="context">What it builds from.</param>
    /// <param name="isGenerated">Whether the Dockerfile is one of ours.</param>
    /// <exception cref="BuildKitUnavailableException">The engine has no BuildKit.</exception>
    public static IEngineBuilder Choose(DockerEngine engine, BuilderKind kind, Dockerfile dockerfile, BuildContext context, bool isGenerated)
    {
        return kind switch
        {
            BuilderKind.Classic => new ClassicBuilder(engine),
            BuilderKind.BuildKit when !engine.Traits.HasBuildKit => throw new BuildKitUnavailableException(engine.Endpoint),
            BuilderKind.BuildKit => new BuildKitBuilder(engine),
            _ => engine.Traits.HasBuildKit && IsForBuildKit() ? new BuildKitBuilder(engine) : new ClassicBuilder(engine),
        };

        bool IsForBuildKit() => !isGenerated && (!context.HidesDockerfile || BuildKitSyntax.IsUsedIn(dockerfile));
    }
}
