using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Registries;

namespace Dockerize.Builds;

/// <summary>Why a build failed.</summary>
public enum ImageBuildFailure
{
    /// <summary>The engine reported an error that is none of the others.</summary>
    Unknown,

    /// <summary>A command of a RUN instruction failed.</summary>
    CommandFailed,

    /// <summary>An image was removed from the engine during the build.</summary>
    ImageVanished,

    /// <summary>The Dockerfile uses a feature that only BuildKit has.</summary>
    RequiresBuildKit,

    /// <summary>A file to copy was not found in the build context.</summary>
    FileNotFound,

    /// <summary>An image or a file of the network that a step needs was not found, or requires a login.</summary>
    SourceNotFound,

    /// <summary>A step requires a secret or an SSH key.</summary>
    SecretRequired,

    /// <summary>A registry requires credentials during the build.</summary>
    CredentialsRequired,

    /// <summary>The engine cannot parse the Dockerfile.</summary>
    InvalidDockerfile,

    /// <summary>The Dockerfile has no stage of the requested name.</summary>
    TargetNotFound,

    /// <summary>BuildKit does not support the network.</summary>
    NetworkNotSupported,

    /// <summary>Podman has no network of that name during a build.</summary>
    NetworkNotFound,

    /// <summary>An image that the Dockerfile starts from is invalid, unavailable, or for another platform.</summary>
    SourceImage,

    /// <summary>The image that was built is for another platform than the requested one.</summary>
    PlatformMismatch,

    /// <summary>The engine refused the request.</summary>
    Refused,

    /// <summary>The engine ended the build without an error and without an image.</summary>
    NoImage,

    /// <summary>The disk of the engine is full.</summary>
    DiskFull,

    /// <summary>A file or a repository that ADD downloads is not available.</summary>
    AddressUnavailable,

    /// <summary>The Dockerfile uses a feature that the engine's builder does not know yet.</summary>
    UnsupportedSyntax,
}

/// <summary>An image was not built. Existing tags still refer to the image that they referred to before.</summary>
public sealed class ImageBuildException : DockerizeException
{
    internal ImageBuildException(ImageBuildFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>Why the build failed.</summary>
    public ImageBuildFailure Failure { get; }

    /// <summary>The full path of the Dockerfile; null for one that an <see cref="ImageBuilder"/> composes.</summary>
    public string? DockerfilePath { get; internal init; }

    /// <summary>The line of the Dockerfile, counted from 1; 0 if no line is to blame.</summary>
    public int Line { get; internal init; }

    /// <summary>The instruction in that line, such as <c>RUN make</c>; null if no line is to blame.</summary>
    public string? Step { get; internal init; }

    /// <summary>The last lines that the failed step printed.</summary>
    public IReadOnlyList<string> Output { get; internal init; } = [];

    /// <summary>The engine's message; empty if there is none.</summary>
    public string EngineMessage { get; internal init; } = "";

    /// <summary>The engine's message without the names of its own parts.</summary>
    public string Reason { get; internal init; } = "";

    /// <summary>The requested stage; null for the last one.</summary>
    public string? Target { get; internal init; }

    /// <summary>The names of the stages of the Dockerfile.</summary>
    public IReadOnlyList<string> Stages { get; internal init; } = [];

    /// <summary>The image that cannot be used, as in the Dockerfile; null if no image is to blame.</summary>
    public string? SourceName { get; internal init; }

    /// <summary>The part of the Dockerfile that specifies <see cref="SourceName"/>.</summary>
    public SourceImageUse SourceUse { get; internal init; }

    /// <summary>The address that ADD downloads; null if the failed step downloads nothing.</summary>
    public string? Address { get; internal init; }

    /// <summary>Why a registry or another server refused a transfer, as far as the message tells.</summary>
    public RegistryRefusal Refusal { get; internal init; }

    /// <summary>
    /// The feature that the builder does not know, such as <c>COPY --link</c>; null for other failures.
    /// </summary>
    public string? Feature { get; internal init; }

    /// <summary>The image in the directive <c># syntax=</c> of the Dockerfile; null if there is none.</summary>
    public string? SyntaxImage { get; internal init; }

    /// <summary>The variables that the failed instruction uses and that have no value.</summary>
    public IReadOnlyList<string> UnsetArguments { get; internal init; } = [];

    /// <summary>The requested network; null for the default.</summary>
    public string? Network { get; internal init; }
}
