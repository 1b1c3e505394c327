using System.Text;

namespace Dockerize.Processes;

/// <summary>A program with its arguments, environment and limits.</summary>
/// <param name="Program">The name of a program on PATH, or its full path.</param>
/// <param name="Arguments">The arguments as one command line, quoted where necessary.</param>
internal sealed record ChildProcessCommand(string Program, string Arguments)
{
    /// <summary>The full path of the working directory; null for the working directory of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The names of the environment variables that the program does not inherit from this process.</summary>
    public IReadOnlyList<string> RemovedVariables { get; init; } = [];

    /// <summary>The environment variables that the program has in addition to those of this process.</summary>
    public IReadOnlyList<(string Name, string Value)> Variables { get; init; } = [];

    /// <summary>
    /// The bytes to write to standard input before it is closed; null if standard input is inherited.
    /// </summary>
    public byte[]? Input { get; init; }

    /// <summary>The encoding of standard output and standard error; null for the default of the system.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>
    /// The maximum number of characters to keep of standard output and of standard error. The rest is discarded.
    /// </summary>
    public int OutputLimit { get; init; } = int.MaxValue;

    /// <summary>The time after which the program is stopped.</summary>
    public TimeSpan TimeLimit { get; init; } = Timeout.InfiniteTimeSpan;
}
