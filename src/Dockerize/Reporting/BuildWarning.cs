using Dockerize.Dockerfiles;

namespace Dockerize.Reporting;

/// <summary>A warning of the engine about a Dockerfile.</summary>
/// <param name="DockerfilePath">The full path of the Dockerfile; null if the Dockerfile is not a file.</param>
/// <param name="Line">The line, counted from 1; 0 if unknown.</param>
/// <param name="Text">The engine's text, in one line.</param>
/// <param name="HelpPage">The URL of a page that explains the warning; empty if there is none.</param>
public sealed record BuildWarning(string? DockerfilePath, int Line, string Text, string HelpPage);
