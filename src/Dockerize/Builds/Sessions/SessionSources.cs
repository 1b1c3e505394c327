namespace Dockerize.Builds.Sessions;

/// <summary>Checks the sources of secrets and SSH agents before a build.</summary>
internal static class SessionSources
{
    /// <summary>Checks that every secret can be read.</summary>
    /// <param name="secrets">The secrets of a build.</param>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <returns>The lines of the values, which must not appear in messages.</returns>
    /// <exception cref="BuildSecretException">A secret cannot be used.</exception>
    public static IReadOnlyList<string> RequireSecrets(
        IReadOnlyList<BuildSecret> secrets,
        Func<string, string?> environment
    )
    {
        var (ids, lines) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var secret in secrets)
        {
            if (FindProblem(secret, ids) is { } problem)
                throw new BuildSecretException(secret, problem);

            lines.AddRange(SecretValue.Lines(SecretValue.Read(secret, environment)));
        }

        return lines;
    }

    /// <summary>Checks that every SSH agent has a socket or a private key.</summary>
    /// <param name="agents">The SSH agents of a build.</param>
    /// <param name="environment">A function that reads an environment variable.</param>
    /// <exception cref="BuildSshException">An SSH agent cannot be used.</exception>
    public static void RequireSsh(IReadOnlyList<BuildSsh> agents, Func<string, string?> environment)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var agent in agents)
        {
            if (string.IsNullOrWhiteSpace(agent.Id))
                throw Invalid(BuildSshProblem.EmptyId);
            if (!ids.Add(agent.Id))
                throw Invalid(BuildSshProblem.DuplicateId);

            var path = SshSocket.Find(agent, environment) ?? throw Invalid(BuildSshProblem.NoAgent);
            if (SshSocket.Exists(path))
                continue;
            if (agent.Path is null)
                throw Invalid(BuildSshProblem.AgentFailed, $"the path '{path}' in SSH_AUTH_SOCK {NoSocket(path)}");
            if (SshKeyFile.IsEncrypted(SshKeyFile.Read(agent, path)))
                throw Invalid(BuildSshProblem.EncryptedKey);

            BuildSshException Invalid(BuildSshProblem problem, string reason = "") => new(agent, problem, reason);
        }
    }

    private static string NoSocket(string path) =>
        File.Exists(path) || Directory.Exists(path) ? "is not a socket that this process can use" : "was not found";

    private static BuildSecretProblem? FindProblem(BuildSecret secret, HashSet<string> ids) =>
        (secret.Path, secret.EnvironmentVariable) switch
        {
            _ when string.IsNullOrWhiteSpace(secret.Id) => BuildSecretProblem.EmptyId,
            _ when !ids.Add(secret.Id) => BuildSecretProblem.DuplicateId,
            (null, null) => BuildSecretProblem.NoSource,
            (not null, not null) => BuildSecretProblem.TwoSources,
            _ => null,
        };
}
