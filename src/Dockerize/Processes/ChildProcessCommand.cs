using System.Text;

namespace Dockerize.Processes;

/// <summary>A program with its arguments, and the limits of a run.</summary>
/// <param name="Program">The name of the program on PATH, or its full path.</param>
/// <param name="Arguments">The command line after the program, quoted where an argument requires it.</param>
internal sealed record ChildProcessCommand(string Program, string Arguments)
{
    /// <summary>The full path of the current directory; null: the current directory of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Names of environment variables of this process that the program does not inherit.</summary>
    public IReadOnlyList<string> RemovedVariables { get; init; } = [];

    /// <summary>The bytes for standard input, which is closed after them; null: standard input is inherited.</summary>
    public byte[]? Input { get; init; }

    /// <summary>The encoding of standard output and standard error; null: the default of the system.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>The number of characters of each output that are kept. The rest is read and dropped.</summary>
    public int OutputLimit { get; init; } = int.MaxValue;

    /// <summary>The longest run. A program that runs longer is stopped.</summary>
    public TimeSpan TimeLimit { get; init; } = Timeout.InfiniteTimeSpan;
}
