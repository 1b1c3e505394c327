namespace Dockerize.Dockerfiles;

/// <summary>Why a Dockerfile is not sent to an engine.</summary>
public enum DockerfileProblem
{
    /// <summary>There is no FROM instruction. BuildKit in Docker 20.10 ends the engine's process then.</summary>
    NoBaseImage,

    /// <summary>
    /// Docker 20.10 continues a line that ends with two escape characters, and finds no FROM instruction.
    /// </summary>
    JoinedLines,

    /// <summary>The image of FROM is blank when its variables have their values.</summary>
    BlankImage,

    /// <summary>An ONBUILD instruction contains another one.</summary>
    NestedTrigger,

    /// <summary>There are more instructions than <see cref="InvalidDockerfileException.Limit"/>.</summary>
    TooManyInstructions,

    /// <summary>An instruction has more lines than <see cref="InvalidDockerfileException.Limit"/>.</summary>
    TooManyLines,

    /// <summary>
    /// Variables expand to more characters than <see cref="InvalidDockerfileException.Limit"/>.
    /// </summary>
    LongExpansion,
}

/// <summary>A Dockerfile is not sent to an engine, because no engine builds it, or because it is too large.</summary>
public sealed class InvalidDockerfileException : DockerizeException
{
    internal InvalidDockerfileException(DockerfileProblem problem, string? path, int line, int limit = 0)
        : base($"Invalid Dockerfile: {Describe(problem, limit)}.")
    {
        Problem = problem;
        Path = path;
        Line = line;
        Limit = limit;
    }

    /// <summary>Why the Dockerfile is not sent.</summary>
    public DockerfileProblem Problem { get; }

    /// <summary>
    /// The full path of the Dockerfile; null for one that an <see cref="ImageBuilder"/> composes, or for a text.
    /// </summary>
    public string? Path { get; }

    /// <summary>The line of the Dockerfile, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The limit that is exceeded; 0 if there is none.</summary>
    public int Limit { get; }

    private static string Describe(DockerfileProblem problem, int limit) =>
        problem switch
        {
            DockerfileProblem.NoBaseImage => "it has no FROM instruction",
            DockerfileProblem.JoinedLines => "the engine joins this line and the next one, and finds no FROM "
                + "instruction",
            DockerfileProblem.BlankImage => "the image of FROM is blank",
            DockerfileProblem.NestedTrigger => "ONBUILD contains ONBUILD",
            DockerfileProblem.TooManyInstructions => FormattableString.Invariant(
                $"it has more than {limit} instructions"
            ),
            DockerfileProblem.TooManyLines => FormattableString.Invariant(
                $"an instruction has more than {limit} lines"
            ),
            _ => FormattableString.Invariant($"variables expand to more than {limit} characters"),
        };
}
