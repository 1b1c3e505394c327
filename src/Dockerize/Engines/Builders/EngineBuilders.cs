namespace Dockerize;

/// <summary>Which builder builds what.</summary>
internal static class EngineBuilders
{
    /// <summary>
    /// A Dockerfile of a user's may say what only BuildKit understands, and BuildKit leaves out stages that nobody needs; for a generated one the classic
    /// builder does the same, and every engine has it. It also builds where the ignore file keeps the Dockerfile out of the image, which BuildKit does not see,
    /// unless the Dockerfile needs BuildKit more than that.
    /// </summary>
    /// <param name="engine">The engine that builds.</param>
    /// <param name="name"><c>auto</c>, <c>classic</c> or <c>buildkit</c>, in any case; null or empty: <c>auto</c>.</param>
    /// <param name="dockerfile">What it builds.</param>
    /// <param name="context">What it builds from.</param>
    /// <param name="isGenerated">Whether the Dockerfile is one of ours.</param>
    /// <exception cref="DockerizeException">DKZ1011: no builder has that name; DKZ2017: the engine has no BuildKit.</exception>
    public static IEngineBuilder Choose(DockerEngine engine, string? name, Dockerfile dockerfile, BuildContext context, bool isGenerated)
    {
        return (name ?? "").Trim().ToUpperInvariant() switch
        {
            "CLASSIC" => new ClassicBuilder(engine),
            "BUILDKIT" when !engine.Traits.HasBuildKit => throw new DockerizeException(EngineDiagnostics.NoBuildKit(engine.Endpoint)),
            "BUILDKIT" => new BuildKitBuilder(engine),
            "" or "AUTO" => engine.Traits.HasBuildKit && IsForBuildKit() ? new BuildKitBuilder(engine) : new ClassicBuilder(engine),
            _ => throw new DockerizeException(ProjectDiagnostics.InvalidValue("DockerBuilder", name!, "auto, classic or buildkit")),
        };

        bool IsForBuildKit() => !isGenerated && (!context.HidesDockerfile || BuildKitSyntax.IsUsedIn(dockerfile));
    }
}
