using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Builds;

/// <summary>The cause of a failed build.</summary>
public enum ImageBuildFailure
{
    /// <summary>Another error of the engine.</summary>
    Unknown,

    /// <summary>A command of a RUN instruction failed.</summary>
    CommandFailed,

    /// <summary>
    /// The engine cannot run a command of a RUN instruction, because the platform of the build has another processor,
    /// and the engine has no emulation for it.
    /// </summary>
    EmulationRequired,

    /// <summary>An image was removed from the engine during the build.</summary>
    ImageVanished,

    /// <summary>The Dockerfile uses a feature that only BuildKit has.</summary>
    RequiresBuildKit,

    /// <summary>A file to copy was not found in the build context.</summary>
    FileNotFound,

    /// <summary>An image or a remote file that a step requires was not found, or requires a login.</summary>
    SourceNotFound,

    /// <summary>A step requires a secret or an SSH agent, and the builder of the engine cannot pass any.</summary>
    SecretRequired,

    /// <summary>A registry requires credentials during the build.</summary>
    CredentialsRequired,

    /// <summary>The engine cannot parse the Dockerfile.</summary>
    InvalidDockerfile,

    /// <summary>The Dockerfile has no stage with the requested name.</summary>
    TargetNotFound,

    /// <summary>BuildKit does not support the requested network.</summary>
    NetworkNotSupported,

    /// <summary>
    /// The requested network is not available in Podman, which supports only <c>none</c>, <c>host</c> and
    /// <c>default</c> during a build.
    /// </summary>
    NetworkNotFound,

    /// <summary>An image that the Dockerfile uses is invalid, unavailable, or for another platform.</summary>
    SourceImage,

    /// <summary>The built image is for another platform than the requested one.</summary>
    PlatformMismatch,

    /// <summary>The engine rejected the request.</summary>
    Refused,

    /// <summary>The engine ended the build without an error and without an image.</summary>
    NoImage,

    /// <summary>The disk of the engine is full.</summary>
    DiskFull,

    /// <summary>A file or a repository that ADD downloads is not available.</summary>
    AddressUnavailable,

    /// <summary>The Dockerfile uses a feature that the builder of the engine does not support.</summary>
    UnsupportedSyntax,

    /// <summary>A step requires a secret that the build does not have.</summary>
    SecretNotFound,

    /// <summary>A step requires an SSH agent that the build does not have.</summary>
    SshAgentNotFound,
}

/// <summary>A build failed. Existing tags still refer to their previous images.</summary>
public sealed class ImageBuildException : DockerizeException
{
    internal ImageBuildException(ImageBuildFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>The cause of the failure.</summary>
    public ImageBuildFailure Failure { get; }

    /// <summary>
    /// The full path of the Dockerfile; null if an <see cref="ImageBuilder"/> composed it, or if the failure does not
    /// concern it.
    /// </summary>
    public string? DockerfilePath { get; internal init; }

    /// <summary>The line of the Dockerfile that failed, counted from 1; 0 if the failure belongs to no line.</summary>
    public int Line { get; internal init; }

    /// <summary>
    /// The instruction that failed, such as <c>RUN make</c>; null if the failure belongs to no instruction.
    /// </summary>
    public string? Step { get; internal init; }

    /// <summary>The last output lines of the failed step.</summary>
    public IReadOnlyList<string> Output { get; internal init; } = [];

    /// <summary>The engine's message; empty if there is none.</summary>
    public string EngineMessage { get; internal init; } = "";

    /// <summary>
    /// The engine's message without the names of the engine's components; empty unless a step failed or the Dockerfile
    /// is invalid.
    /// </summary>
    public string Reason { get; internal init; } = "";

    /// <summary>The requested stage that was not found; null for other failures.</summary>
    public string? Target { get; internal init; }

    /// <summary>
    /// The names of the stages of the Dockerfile, if a stage or an image cannot be used; empty for other failures.
    /// </summary>
    public IReadOnlyList<string> Stages { get; internal init; } = [];

    /// <summary>The name of the image that cannot be used, with variables resolved; null for other failures.</summary>
    public string? SourceName { get; internal init; }

    /// <summary>The part of the Dockerfile that specifies <see cref="SourceName"/>.</summary>
    public SourceImageUse SourceUse { get; internal init; }

    /// <summary>The address that the failed ADD instruction downloads; null for other failures.</summary>
    public string? Address { get; internal init; }

    /// <summary>
    /// The reason why a registry or another server rejected a transfer, if the engine's message contains it.
    /// </summary>
    public RegistryRefusal Refusal { get; internal init; }

    /// <summary>
    /// The feature that the builder does not support, such as <c>COPY --link</c>; null for other failures.
    /// </summary>
    public string? Feature { get; internal init; }

    /// <summary>The id of the missing secret or SSH agent; null for other failures.</summary>
    public string? MountId { get; internal init; }

    /// <summary>
    /// The image in the directive <c># syntax=</c> of the Dockerfile, for failed steps and invalid Dockerfiles; null if
    /// there is none, and for other failures.
    /// </summary>
    public string? SyntaxImage { get; internal init; }

    /// <summary>The names of the variables without a value that the failed instruction uses.</summary>
    public IReadOnlyList<string> UnsetArguments { get; internal init; } = [];

    /// <summary>The platform of the build; null for the platform of the engine.</summary>
    public Platform? Platform { get; internal init; }

    /// <summary>The requested network that is not supported; null for other failures.</summary>
    public string? Network { get; internal init; }
}
