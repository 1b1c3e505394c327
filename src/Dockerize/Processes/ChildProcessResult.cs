namespace Dockerize.Processes;

/// <summary>The result of a program that exited by itself.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">The text of standard output.</param>
/// <param name="Errors">The text of standard error.</param>
internal sealed record ChildProcessResult(int ExitCode, string Output, string Errors);
