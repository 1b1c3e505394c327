using Dockerize.Processes;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// A program that connects its standard input and output to the socket of an engine, with <c>docker system
/// dial-stdio</c>.
/// </summary>
/// <param name="Name">The name of the program, without the extension that it has on Windows.</param>
/// <param name="Arguments">The arguments as one command line. No argument requires quotes.</param>
/// <param name="Installation">The action that installs the program, for messages.</param>
internal sealed record EngineProgram(string Name, string Arguments, string Installation)
{
    /// <summary>The full path of the program; null if it was not found on PATH.</summary>
    public string? Path { get; private init; }

    /// <summary>Searches the program on PATH.</summary>
    /// <param name="environment">A function that reads an environment variable.</param>
    public EngineProgram Locate(Func<string, string?> environment) =>
        this with
        {
            Path = ProgramPath.Find(Name, environment),
        };
}
