namespace Dockerize.Builds.Sessions;

/// <summary>The reason why an SSH agent cannot be used.</summary>
public enum BuildSshProblem
{
    /// <summary>The id is empty.</summary>
    EmptyId,

    /// <summary>Another SSH agent of the build has the same id.</summary>
    DuplicateId,

    /// <summary>There is no path, and the environment variable <c>SSH_AUTH_SOCK</c> is not set.</summary>
    NoAgent,

    /// <summary>The socket or the private key does not exist or cannot be read.</summary>
    UnreadableFile,

    /// <summary>The private key requires a passphrase. Only an agent can ask for it.</summary>
    EncryptedKey,

    /// <summary>No agent accepts connections, or the private key could not be added to an agent.</summary>
    AgentFailed,
}
