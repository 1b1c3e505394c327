namespace Dockerize.Builds.Sessions;

/// <summary>
/// A secret that a build step can read: <c>RUN --mount=type=secret,id=…</c>. The value is read when the engine requests
/// it, and is in neither the image nor the log.
/// </summary>
/// <param name="Id">The id in the Dockerfile.</param>
public sealed record BuildSecret(string Id)
{
    /// <summary>The full path of a file with the value; null if the value is an environment variable.</summary>
    public string? Path { get; init; }

    /// <summary>The name of an environment variable with the value; null if the value is in a file.</summary>
    public string? EnvironmentVariable { get; init; }
}
