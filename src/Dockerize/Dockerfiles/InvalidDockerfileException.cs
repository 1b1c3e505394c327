namespace Dockerize.Dockerfiles;

/// <summary>The reason why a Dockerfile is not sent to an engine.</summary>
public enum DockerfileProblem
{
    /// <summary>
    /// The Dockerfile has no FROM instruction. In Docker 20.10, BuildKit crashes the engine in that case.
    /// </summary>
    NoBaseImage,

    /// <summary>
    /// Docker 20.10 continues a line that ends with two escape characters, and therefore finds no FROM instruction.
    /// </summary>
    JoinedLines,

    /// <summary>The image in FROM is blank after its variables are replaced.</summary>
    BlankImage,

    /// <summary>An ONBUILD instruction contains another ONBUILD instruction.</summary>
    NestedTrigger,

    /// <summary>The Dockerfile has more instructions than <see cref="InvalidDockerfileException.Limit"/>.</summary>
    TooManyInstructions,

    /// <summary>An instruction has more lines than <see cref="InvalidDockerfileException.Limit"/>.</summary>
    TooManyLines,

    /// <summary>
    /// Variables expand to more characters than <see cref="InvalidDockerfileException.Limit"/>.
    /// </summary>
    LongExpansion,
}

/// <summary>
/// A Dockerfile is not sent to an engine, because the engine cannot build it or because it is too large.
/// </summary>
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

    /// <summary>The reason why the Dockerfile is not sent to the engine.</summary>
    public DockerfileProblem Problem { get; }

    /// <summary>
    /// The full path of the Dockerfile; null if an <see cref="ImageBuilder"/> composed it, or if it was parsed from a
    /// text.
    /// </summary>
    public string? Path { get; }

    /// <summary>The line of the problem in the Dockerfile, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The limit that is exceeded; 0 for problems without a limit.</summary>
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
