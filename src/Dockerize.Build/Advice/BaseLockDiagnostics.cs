using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors about the base lock.</summary>
internal static class BaseLockDiagnostics
{
    private const string Update = "Run `dotnet build -t:UpdateDockerBase` and commit docker.lock.json.";

    /// <summary>The error for a build in CI whose base image is not locked.</summary>
    public static Diagnostic Missing(ImageReference image) =>
        new("DKZ1057", $"Base image {image} has no entry in docker.lock.json, which CI builds do not change. {Update}");

    /// <summary>The error for an invalid lock.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="reason">The reason, as a clause.</param>
    public static Diagnostic Invalid(string path, string reason) =>
        new("DKZ1058", $"Invalid docker.lock.json: {PlainText.Clause(reason)}. Delete the file. {Update}")
        {
            File = path,
        };

    /// <summary>The error for a base image without a digest.</summary>
    public static Diagnostic NoDigest(ImageReference image) =>
        new(
            "DKZ1059",
            $"Base image {image} cannot be locked: the engine has no digest for it, because it comes from no registry. "
                + "Push the image to a registry, or remove DockerBaseLock."
        );

    /// <summary>The error for a lock without an engine.</summary>
    public static Diagnostic NoEngine(ImageReference image) =>
        new("DKZ1057", $"Base image {image} has no entry in docker.lock.json, and no engine can look it up. {Update}");
}
