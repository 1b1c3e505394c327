namespace Dockerize.Builds.Sessions;

/// <summary>An SSH agent of a build cannot be used.</summary>
public sealed class BuildSshException : DockerizeException
{
    internal BuildSshException(
        BuildSsh agent,
        BuildSshProblem problem,
        string reason = "",
        Exception? innerException = null
    )
        : base($"Invalid SSH agent '{agent.Id}': {Describe(agent, problem, reason)}.", innerException)
    {
        Agent = agent;
        Problem = problem;
        Reason = Clause(reason);
    }

    /// <summary>The SSH agent.</summary>
    public BuildSsh Agent { get; }

    /// <summary>The reason why the agent cannot be used.</summary>
    public BuildSshProblem Problem { get; }

    /// <summary>The error message of the operating system or of OpenSSH; empty for other problems.</summary>
    public string Reason { get; }

    private static string Describe(BuildSsh agent, BuildSshProblem problem, string reason) =>
        problem switch
        {
            BuildSshProblem.EmptyId => "its id is empty",
            BuildSshProblem.DuplicateId => "another SSH agent has the same id",
            BuildSshProblem.NoAgent => "it has no path, and SSH_AUTH_SOCK is not set",
            BuildSshProblem.UnreadableFile => $"cannot read '{agent.Path}': {Clause(reason)}",
            BuildSshProblem.EncryptedKey => $"the private key '{agent.Path}' requires a passphrase",
            _ => Clause(reason),
        };
}
