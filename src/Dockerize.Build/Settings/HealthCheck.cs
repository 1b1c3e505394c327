using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Dockerfiles;

namespace Dockerize.Build.Settings;

/// <summary>The health check of an image.</summary>
/// <param name="Command">The command; null to disable the health check of the base image.</param>
internal sealed record HealthCheck(ImageCommand? Command)
{
    private static readonly string[] Clients = ["curl", "wget"];

    /// <summary>The options before CMD: <c>--interval=30s</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>
    /// The HTTP client that the command calls, <c>curl</c> or <c>wget</c>, which .NET images do not contain; null if
    /// the command calls neither.
    /// </summary>
    public string? Client => Array.Find(Clients, client => IsCalled(client));

    /// <summary>
    /// Reads the health check of a project; null if the project specifies none. Without a command, the options are
    /// ignored.
    /// </summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1010: the command is invalid. DKZ1011: a duration or a number is invalid.
    /// </exception>
    public static HealthCheck? Read(ProjectSettings settings)
    {
        var command = settings.Get(ImageConfigSettings.HealthCheck);
        if (string.Equals(command?.Trim(), "none", StringComparison.OrdinalIgnoreCase))
            return new HealthCheck(Command: null);

        if (ImageCommand.Parse(ImageConfigSettings.HealthCheck.Name, command) is not { } parsed)
            return null;

        return new HealthCheck(parsed)
        {
            Options =
            [
                .. Option("interval", settings.Get(ImageConfigSettings.HealthCheckInterval)),
                .. Option("timeout", settings.Get(ImageConfigSettings.HealthCheckTimeout)),
                .. Option("start-period", settings.Get(ImageConfigSettings.HealthCheckStartPeriod)),
                .. Option("retries", settings.Get(ImageConfigSettings.HealthCheckRetries)),
            ],
        };
    }

    /// <summary>Creates the HEALTHCHECK instruction.</summary>
    public Instruction ToInstruction() =>
        new("HEALTHCHECK", Command is null ? "NONE" : string.Join(" ", [.. Options, "CMD", Command.ToString()]));

    private bool IsCalled(string program) =>
        Command is not null && Regex.IsMatch(Command.ToString(), $@"(?<![\w/.-]){program}(?![\w.-])");

    private static string[] Option(string name, string? value) => value is null ? [] : [$"--{name}={value}"];
}
