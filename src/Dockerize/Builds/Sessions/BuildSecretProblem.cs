namespace Dockerize.Builds.Sessions;

/// <summary>The reason why a secret cannot be used.</summary>
public enum BuildSecretProblem
{
    /// <summary>The id is empty.</summary>
    EmptyId,

    /// <summary>Another secret of the build has the same id.</summary>
    DuplicateId,

    /// <summary>The secret has neither a file nor an environment variable.</summary>
    NoSource,

    /// <summary>The secret has both a file and an environment variable.</summary>
    TwoSources,

    /// <summary>The file does not exist or cannot be read.</summary>
    UnreadableFile,

    /// <summary>The environment variable is not set.</summary>
    UnsetVariable,

    /// <summary>The value is larger than the 500 KiB that BuildKit supports.</summary>
    TooLarge,
}
