using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;

namespace Dockerize.Build.Advice;

/// <summary>DKZ1043 to DKZ1046: Dockerfiles and ignore files that are not sent to the engine.</summary>
internal static class DockerfileDiagnostics
{
    public static Diagnostic Invalid(InvalidDockerfileException error) =>
        error.Problem switch
        {
            DockerfileProblem.NoBaseImage => AtLine(
                "DKZ1043",
                error,
                "Invalid Dockerfile: it has no FROM instruction. Add a FROM instruction with the base image."
            ),
            DockerfileProblem.JoinedLines => AtLine(
                "DKZ1043",
                error,
                "Invalid Dockerfile: this engine continues a line that ends with two escape characters, and finds no "
                    + "FROM instruction. Put another character at the end of the line."
            ),
            DockerfileProblem.BlankImage => AtLine(
                "DKZ1043",
                error,
                "Invalid Dockerfile: the image in FROM is blank, because its variables have no value. "
                    + "Give each ARG above the first FROM a default, or set it with a DockerBuildArg item."
            ),
            DockerfileProblem.NestedTrigger => AtLine(
                "DKZ1043",
                error,
                "Invalid Dockerfile: ONBUILD contains another ONBUILD, which no builder supports. Remove one of them."
            ),
            DockerfileProblem.TooManyInstructions => AtLine(
                "DKZ1045",
                error,
                FormattableString.Invariant($"Dockerfile too large: it has more than {error.Limit} instructions. ")
                    + "Move commands into scripts, and copy the scripts into the image."
            ),
            DockerfileProblem.TooManyLines => AtLine(
                "DKZ1045",
                error,
                FormattableString.Invariant(
                    $"Dockerfile too large: this instruction has more than {error.Limit} lines. "
                ) + "Move its content into a file, and copy the file into the image."
            ),
            _ => AtLine(
                "DKZ1045",
                error,
                FormattableString.Invariant(
                    $"Dockerfile too large: the variables of this line expand to more than {error.Limit} characters. "
                ) + "Shorten the values of the ARG instructions."
            ),
        };

    public static Diagnostic UnknownStage(StageNotFoundException error) =>
        new(
            "DKZ1044",
            $"Stage '{error.Stage}' not found: neither the Dockerfile has such a stage, nor the engine such an image. "
                + (
                    error.Similar is { } similar
                        ? $"Did you mean '{similar}'?"
                        : "Correct the name, or add a tag to pull an image."
                )
        );

    public static Diagnostic UnreadableIgnoreFile(IgnoreFileUnreadableException error) =>
        new(
            "DKZ1046",
            $"Cannot read the ignore file '{error.Path}': {error.Reason.TrimEnd('.')}. Fix the file, or delete it."
        )
        {
            File = error.Path,
        };

    private static Diagnostic AtLine(string code, InvalidDockerfileException error, string message) =>
        new(code, message) { File = error.Path, Line = error.Line };
}
