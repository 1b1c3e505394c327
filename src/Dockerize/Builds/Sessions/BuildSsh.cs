namespace Dockerize.Builds.Sessions;

/// <summary>
/// An SSH agent that a build step can use: <c>RUN --mount=type=ssh</c>. The private keys stay on this machine.
/// </summary>
/// <param name="Id">The id in the Dockerfile; <c>default</c> if the Dockerfile contains none.</param>
public sealed record BuildSsh(string Id = BuildSsh.DefaultId)
{
    /// <summary>The id of a mount without an id.</summary>
    internal const string DefaultId = "default";

    /// <summary>
    /// The full path of the agent's socket or of a private key; null for the agent in <c>SSH_AUTH_SOCK</c>.
    /// </summary>
    public string? Path { get; init; }
}
