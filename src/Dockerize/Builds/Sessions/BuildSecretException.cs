namespace Dockerize.Builds.Sessions;

/// <summary>A secret of a build cannot be used. No image was built.</summary>
public sealed class BuildSecretException : DockerizeException
{
    internal BuildSecretException(
        BuildSecret secret,
        BuildSecretProblem problem,
        string reason = "",
        Exception? innerException = null
    )
        : base($"Invalid secret '{secret.Id}': {Describe(secret, problem, reason)}.", innerException)
    {
        Secret = secret;
        Problem = problem;
        Reason = reason;
    }

    /// <summary>The secret. It contains the name of its file or variable, but not its value.</summary>
    public BuildSecret Secret { get; }

    /// <summary>The reason why the secret cannot be used.</summary>
    public BuildSecretProblem Problem { get; }

    /// <summary>The error message of the operating system; empty unless the file cannot be read.</summary>
    public string Reason { get; }

    private static string Describe(BuildSecret secret, BuildSecretProblem problem, string reason) =>
        problem switch
        {
            BuildSecretProblem.EmptyId => "its id is empty",
            BuildSecretProblem.DuplicateId => "another secret has the same id",
            BuildSecretProblem.NoSource => "it has neither a file nor an environment variable",
            BuildSecretProblem.TwoSources => "it has both a file and an environment variable",
            BuildSecretProblem.UnreadableFile => $"cannot read '{secret.Path}': {Clause(reason)}",
            BuildSecretProblem.UnsetVariable => $"the environment variable {secret.EnvironmentVariable} is not set",
            _ => FormattableString.Invariant($"it is larger than {SecretValue.MaximumSize / 1024} KiB"),
        };
}
