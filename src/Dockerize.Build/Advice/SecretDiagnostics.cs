using Dockerize.Builds;
using Dockerize.Builds.Sessions;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors of the secrets and SSH agents of build steps.</summary>
internal static class SecretDiagnostics
{
    public static Diagnostic InvalidSecret(BuildSecretException error) =>
        InvalidSecret(
            error.Secret.Id,
            error.Problem switch
            {
                BuildSecretProblem.EmptyId => "its id is empty. Set Include to the id in the Dockerfile.",
                BuildSecretProblem.DuplicateId => "another item has the same id. Remove one of them.",
                BuildSecretProblem.NoSource => "it has no source. Set Source to the path of a file, or "
                    + "EnvironmentVariable to the name of a variable.",
                BuildSecretProblem.TwoSources => "it has both Source and EnvironmentVariable. Remove one of them.",
                BuildSecretProblem.UnreadableFile =>
                    $"cannot read '{error.Secret.Path}': {PlainText.Clause(error.Reason)}. Correct Source, or create "
                        + "the file.",
                BuildSecretProblem.UnsetVariable =>
                    $"the environment variable {error.Secret.EnvironmentVariable} is not set. Set it before the "
                        + "publish. In CI, pass it to this step.",
                _ => "it is larger than the 500 KiB that BuildKit supports. Use a smaller file.",
            }
        );

    /// <summary>The error for an item that contains a value.</summary>
    /// <param name="id">The id of the secret.</param>
    public static Diagnostic ValueInSecret(string id) =>
        InvalidSecret(
            id,
            "it has the metadata Value, which build logs record. Change the secret, and pass it with "
                + "EnvironmentVariable or Source."
        );

    public static Diagnostic InvalidSsh(BuildSshException error) =>
        new(
            "DKZ1050",
            $"Invalid DockerBuildSsh '{error.Agent.Id}': "
                + error.Problem switch
                {
                    BuildSshProblem.EmptyId => "its id is empty. Specify default, or ID=PATH.",
                    BuildSshProblem.DuplicateId => "another item has the same id. Remove one of them.",
                    BuildSshProblem.NoAgent =>
                        "no SSH agent was found, because SSH_AUTH_SOCK is not set. Start an agent with "
                            + "`eval $(ssh-agent)` and `ssh-add`, or specify a private key: "
                            + $"Include=\"{error.Agent.Id}=PATH\".",
                    BuildSshProblem.UnreadableFile =>
                        $"cannot read '{error.Agent.Path}': {PlainText.Clause(error.Reason)}. Correct the path of the "
                            + "socket or the private key.",
                    BuildSshProblem.EncryptedKey =>
                        $"the private key '{error.Agent.Path}' requires a passphrase. Add it to an SSH agent with "
                            + $"`ssh-add`, and specify Include=\"{error.Agent.Id}\" without a path.",
                    _ => $"{PlainText.Clause(error.Reason)}. Check the agent with `ssh-add -l`.",
                }
        );

    /// <summary>The error for a step whose secret or SSH agent is missing.</summary>
    public static Diagnostic Missing(ImageBuildException error) =>
        new(
            "DKZ1051",
            error.Failure == ImageBuildFailure.SshAgentNotFound
                ? $"This step requires the SSH agent '{error.MountId}', which the build does not have. "
                    + $"Add {SshItem(error.MountId!)}. {OptionalMount}"
                : $"This step requires the secret '{error.MountId}', which the build does not have. "
                    + $"Add <DockerBuildSecret Include=\"{error.MountId}\" Source=\"…\" />. {OptionalMount}"
        )
        {
            File = error.DockerfilePath,
            Line = error.Line,
        };

    private const string OptionalMount = "If the step works without it, add required=false to its --mount.";

    private static string SshItem(string id) =>
        id == "default"
            ? "<DockerBuildSsh Include=\"default\" />"
            : $"<DockerBuildSsh Include=\"{id}=PATH\" />, with the path of a private key or a socket";

    private static Diagnostic InvalidSecret(string id, string reason) =>
        new("DKZ1049", $"Invalid DockerBuildSecret '{id}': {reason}");
}
