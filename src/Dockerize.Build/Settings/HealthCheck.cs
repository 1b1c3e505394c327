using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Dockerfiles;

namespace Dockerize.Build.Settings;

/// <summary>How the engine finds out whether a container's app is well.</summary>
/// <param name="Command">What to run; null: an inherited check is disabled.</param>
internal sealed record HealthCheck(ImageCommand? Command)
{
    // Go's time.ParseDuration, as far as a health check has use for it: 1m30s, 500ms.
    private static readonly Regex Duration = new(@"\A(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s|ms))+\z", RegexOptions.CultureInvariant);

    private static readonly string[] Clients = ["curl", "wget"];

    /// <summary>The options, as they stand before CMD: <c>--interval=30s</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The HTTP client that the command calls and that .NET's images do not have; null if it calls none.</summary>
    public string? Client => Command is null ? null : Array.Find(Clients, client => Regex.IsMatch(Command.ToString(), $@"(?<![\w/.-]){client}(?![\w.-])"));

    /// <summary>Reads what a project says.</summary>
    /// <param name="command">A JSON array, a shell line, or <c>none</c>. Null or blank: no health check.</param>
    /// <param name="interval">Between two checks: <c>30s</c>.</param>
    /// <param name="timeout">After which a check has failed: <c>5s</c>.</param>
    /// <param name="startPeriod">In which a failed check does not count: <c>1m</c>.</param>
    /// <param name="retries">How many failed checks in a row make the container unhealthy.</param>
    /// <exception cref="DiagnosticException">DKZ1010: the command is none; DKZ1011: a duration or a number is none.</exception>
    public static HealthCheck? Parse(string? command, string? interval, string? timeout, string? startPeriod, string? retries)
    {
        if (string.Equals(command?.Trim(), "none", StringComparison.OrdinalIgnoreCase))
            return new HealthCheck(Command: null);
        if (ImageCommand.Parse("DockerHealthCheck", command) is not { } parsed)
            return null;
        return new HealthCheck(parsed)
        {
            Options =
            [
                .. Option("interval", "DockerHealthCheckInterval", interval, Duration, "a duration such as 30s, 1m30s or 500ms"),
                .. Option("timeout", "DockerHealthCheckTimeout", timeout, Duration, "a duration such as 5s, 1m30s or 500ms"),
                .. Option("start-period", "DockerHealthCheckStartPeriod", startPeriod, Duration, "a duration such as 10s, 1m30s or 500ms"),
                .. Option("retries", "DockerHealthCheckRetries", retries, new Regex(@"\A[1-9][0-9]{0,8}\z"), "a number from 1"),
            ],
        };
    }

    /// <summary>The instruction.</summary>
    public Instruction ToInstruction() => new(
        "HEALTHCHECK",
        Command is null ? "NONE" : string.Join(" ", [.. Options, "CMD", Command.ToString()]));

    private static string[] Option(string name, string property, string? value, Regex grammar, string expected)
    {
        if (string.IsNullOrWhiteSpace(value))
            return [];
        return grammar.IsMatch(value!.Trim())
            ? [$"--{name}={value.Trim()}"]
            : throw new DiagnosticException(ProjectDiagnostics.InvalidValue(property, value, expected));
    }
}
