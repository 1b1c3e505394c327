using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize.Builds;

/// <summary>Rejects Dockerfiles that no builder accepts. Some of them crash the engine.</summary>
internal static class DockerfileCheck
{
    /// <summary>
    /// The API version of Docker 23, the first version that does not continue a line after two escape characters.
    /// </summary>
    private static readonly Version Docker23 = new(1, 42);

    /// <summary>Validates a Dockerfile before it is sent to the engine.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">The build options.</param>
    /// <param name="engine">The engine that builds.</param>
    /// <param name="isBuildKit">True for BuildKit, which reads all stages; false for the classic builder.</param>
    /// <exception cref="InvalidDockerfileException">The Dockerfile is invalid for the builder.</exception>
    public static void Require(Dockerfile dockerfile, BuildOptions options, EngineInfo engine, bool isBuildKit)
    {
        if (isBuildKit && HasOtherFrontend(dockerfile))
            return;

        RequireFrom(
            dockerfile.Steps,
            DockerfileProblem.NoBaseImage,
            dockerfile.Steps is [var first, ..] ? Line(first) : 1
        );
        if (isBuildKit && engine.ApiVersion < Docker23)
        {
            var joined = new DockerfileReader(dockerfile.Text, isDocker20: true).Steps;
            RequireFrom(
                joined,
                DockerfileProblem.JoinedLines,
                Line(dockerfile.Steps.TakeWhile(IsNoFrom).LastOrDefault())
            );
        }

        if (dockerfile.Steps.FirstOrDefault(step => IsNestedTrigger(step.Instruction)) is { Line: > 0 } nested)
            throw Invalid(DockerfileProblem.NestedTrigger, nested.Line);

        var stages = BuildStage.FromDockerfile(dockerfile, options);
        // The classic builder does not read the stages after the target stage.
        var target = BuildStage.FindTarget(stages, options.Target);
        var read = isBuildKit || target is null ? stages : stages.Take(stages.IndexOf(target) + 1);
        if (read.FirstOrDefault(stage => stage.HasBlankImage) is { } blank)
            throw Invalid(DockerfileProblem.BlankImage, blank.From.Line);

        void RequireFrom(IEnumerable<(Instruction, int)> steps, DockerfileProblem problem, int line)
        {
            if (steps.All(IsNoFrom))
                throw Invalid(problem, line);
        }

        InvalidDockerfileException Invalid(DockerfileProblem problem, int line) =>
            new(problem, options.DockerfilePath, line);
    }

    /// <summary>
    /// True if the image in the line <c># syntax=</c> is not that of Docker. The file can then have another syntax than
    /// a Dockerfile.
    /// </summary>
    public static bool HasOtherFrontend(Dockerfile dockerfile) =>
        dockerfile.SyntaxDirective is { Image: var frontend }
        && !(
            ImageReference.TryParse(frontend, out var image)
            && image.Repository is ("docker/dockerfile" or "docker/dockerfile-upstream")
        );

    private static bool IsNoFrom((Instruction Instruction, int Line) step) => step.Instruction.Keyword != "FROM";

    private static int Line((Instruction Instruction, int Line) step) => Math.Max(step.Line, 1);

    private static bool IsNestedTrigger(Instruction instruction) =>
        instruction.Keyword == "ONBUILD"
        && Instruction.TryParse(instruction.Arguments, out var trigger)
        && trigger.Keyword == "ONBUILD";
}
