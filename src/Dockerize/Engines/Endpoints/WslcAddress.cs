using System.Text.RegularExpressions;

namespace Dockerize.Engines.Endpoints;

/// <summary>
/// The address of the engine of WSL containers on Windows, <c>wslc://[session]</c>. The engine has no socket or pipe on
/// Windows. The program <c>wslc</c> connects to it, and starts the default session if it is not running.
/// </summary>
/// <param name="Session">The session; null for the default session of the user.</param>
internal sealed record WslcAddress(string? Session)
{
    /// <summary>The address of the engine in the default session.</summary>
    public const string Default = "wslc://";

    /// <summary>The name of the program.</summary>
    public const string ProgramName = "wslc";

    // Docker-maven-plugin and Testcontainers write the default session as `wslc://localhost`, because Java rejects a
    // URI without a host. A session must not look like an option, and requires no quotes in a command line.
    private static readonly Regex Pattern = new(
        @"^wslc://(localhost|(?<session>\w[\w.-]*))?/?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    /// <summary>The program that connects to the engine.</summary>
    public EngineProgram Program =>
        new(
            ProgramName,
            (Session is null ? "" : $"--session {Session} ") + "system session run docker system dial-stdio",
            "run `wsl --update`"
        );

    /// <summary>Parses an address; null if the text is invalid.</summary>
    public static WslcAddress? TryParse(string text)
    {
        var match = Pattern.Match(text);
        if (!match.Success)
            return null;

        return new WslcAddress(match.Groups["session"] is { Success: true, Value: var session } ? session : null);
    }
}
