namespace Dockerize.Build.Dockerfiles;

/// <summary>A line of a generated Dockerfile that comes from items of the project.</summary>
/// <param name="Line">The line on which the instruction starts, counted from 1.</param>
/// <param name="Items">The items, for messages: <c>DockerRun 'make locale'</c>.</param>
internal sealed record ItemLine(int Line, string Items);
