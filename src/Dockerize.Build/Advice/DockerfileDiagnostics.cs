using Dockerize.Builds;
using Dockerize.Dockerfiles;
using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors and warnings about a Dockerfile as a whole, its stages and the image names in it.</summary>
internal static class DockerfileDiagnostics
{
    /// <summary>The error for an image name in the user's own Dockerfile.</summary>
    /// <param name="error">The error.</param>
    /// <param name="action">The next action; null for the advice to correct the line.</param>
    public static Diagnostic InvalidImageName(InvalidReferenceException error, string? action) =>
        new(
            "DKZ1003",
            $"Invalid image name '{error.Text}' in the Dockerfile: {PlainText.Clause(error.Reason)}. "
                + (action ?? "Correct this line.")
        );

    /// <summary>The error if the user's own Dockerfile cannot be read.</summary>
    public static Diagnostic Unreadable(DockerfileUnreadableException error, string property) =>
        new(
            "DKZ1009",
            $"Cannot read Dockerfile '{error.Path}': {PlainText.Clause(error.Reason)}. "
                + $"Correct {property}, or fix the file."
        );

    /// <summary>
    /// The error if the generated Dockerfile cannot be read, for example because another program has deleted it.
    /// </summary>
    public static Diagnostic UnreadableGenerated(DockerfileUnreadableException error) =>
        new(
            "DKZ1009",
            $"Cannot read the generated Dockerfile '{error.Path}': {PlainText.Clause(error.Reason)}. Publish again."
        );

    /// <summary>The error for a target stage that the Dockerfile does not have.</summary>
    public static Diagnostic NoTarget(string target, IReadOnlyList<string> stages) =>
        stages.Count > 0
            ? new("DKZ1011", $"Stage '{target}' of DockerBuildTarget not found. The Dockerfile has these stages:")
            {
                Details = NameList.Lines(stages),
                NextAction = "Correct DockerBuildTarget.",
            }
            : new(
                "DKZ1011",
                $"Stage '{target}' of DockerBuildTarget not found: the Dockerfile has no named stage. "
                    + "Add one (FROM … AS name), or remove DockerBuildTarget."
            );

    public static Diagnostic IgnoredSettings(IReadOnlyCollection<string> names, string property) =>
        new(
            "DKZ1021",
            $"Settings without effect: {property} specifies a Dockerfile, which is built unchanged. "
                + "These settings apply only to generated Dockerfiles:"
        )
        {
            Details = NameList.Lines(names),
            NextAction = "Remove them, or add their instructions to the Dockerfile.",
        };

    /// <summary>The warning for items that only the user's own Dockerfile can use.</summary>
    public static Diagnostic IgnoredWithGenerated(IReadOnlyCollection<string> names) =>
        new(
            "DKZ1021",
            "Settings without effect: the steps of a generated Dockerfile, such as DockerRun, cannot mount secrets and "
                + "SSH agents:"
        )
        {
            Details = NameList.Lines(names),
            NextAction = "Remove them, or set DockerBuildFile to your own Dockerfile.",
        };

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
                "Invalid Dockerfile: this instruction ends with two escape characters, so this engine joins it with "
                    + "the next line and finds no FROM instruction. Change the end of the instruction."
            ),
            DockerfileProblem.BlankImage => AtLine(
                "DKZ1043",
                error,
                "Invalid Dockerfile: the image in FROM is blank, because its variables have no value. "
                    + "Add a default to each ARG above the first FROM, or add a DockerBuildArg item for each variable."
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
            $"Stage '{error.Stage}' not found: the Dockerfile has no such stage, and the engine has no such image. "
                + (
                    error.Similar is { } similar
                        ? $"Did you mean '{similar}'?"
                        : "Correct the name. If it is the name of an image, add its tag."
                )
        );

    private static Diagnostic AtLine(string code, InvalidDockerfileException error, string message) =>
        new(code, message) { File = error.Path, Line = error.Line };
}
