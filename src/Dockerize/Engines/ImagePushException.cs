using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Engines;

/// <summary>The cause of a failed push.</summary>
public enum ImagePushFailure
{
    /// <summary>The registry or the engine rejected the push.</summary>
    Refused,

    /// <summary>The engine ended the push without an error and without a digest.</summary>
    NoDigest,

    /// <summary>The registry has another digest under that name after the push.</summary>
    DigestMismatch,

    /// <summary>The name no longer refers to the image to push, but to another image in the engine.</summary>
    ImageReplaced,

    /// <summary>The registry did not respond to the engine within the timeout.</summary>
    RegistryTimeout,

    /// <summary>
    /// The registry has the image index, but not all of its images: see <see
    /// cref="ImagePushException.MissingPlatforms"/>.
    /// </summary>
    MissingPlatforms,
}

/// <summary>The push of an image under one of its names failed.</summary>
public sealed class ImagePushException : DockerizeException
{
    private ImagePushException(
        ImageReference image,
        ImagePushFailure failure,
        string message,
        Exception? innerException = null
    )
        : base(message, innerException)
    {
        Image = image;
        Failure = failure;
    }

    /// <summary>The name that was not pushed.</summary>
    public ImageReference Image { get; }

    /// <summary>The cause of the failed push.</summary>
    public ImagePushFailure Failure { get; }

    /// <summary>The message of the engine, which may contain that of the registry; empty if there is none.</summary>
    public string EngineMessage { get; private init; } = "";

    /// <summary>
    /// The credentials of the push, and the sources that were checked; null if no credentials were looked up.
    /// </summary>
    public CredentialLookup? Credentials { get; private init; }

    /// <summary>
    /// The expected digest or image id: the pushed digest for <see cref="ImagePushFailure.DigestMismatch"/>, the id of
    /// the image to push for <see cref="ImagePushFailure.ImageReplaced"/>, null otherwise.
    /// </summary>
    public string? Expected { get; private init; }

    /// <summary>
    /// The digest that the registry has under that name, or the id of the image that the engine has; null if there is
    /// none.
    /// </summary>
    public string? Found { get; private init; }

    /// <summary>
    /// The platforms of the images that the registry does not have, for
    /// <see cref="ImagePushFailure.MissingPlatforms"/>; empty otherwise.
    /// </summary>
    public IReadOnlyList<Platform> MissingPlatforms { get; private init; } = [];

    /// <summary>The cause of the rejection, derived from <see cref="EngineMessage"/>.</summary>
    public RegistryRefusal Refusal => RegistryErrors.Classify(EngineMessage, Image);

    /// <summary>True if a retry of the push may succeed.</summary>
    public bool IsTransient => RegistryErrors.IsTransient(EngineMessage, Image);

    internal static ImagePushException Refused(
        ImageReference image,
        string engineMessage,
        CredentialLookup? credentials,
        Exception? innerException = null
    ) =>
        new(image, ImagePushFailure.Refused, $"Could not push {image}: {Clause(engineMessage)}.", innerException)
        {
            EngineMessage = engineMessage,
            Credentials = credentials,
        };

    internal static ImagePushException NoDigest(ImageReference image) =>
        new(
            image,
            ImagePushFailure.NoDigest,
            $"Could not push {image}: the engine returned neither a digest nor an error."
        );

    internal static ImagePushException DigestMismatch(ImageReference image, Digest pushed, Digest? found)
    {
        var there = found?.ToString() ?? "no image";
        return new(
            image,
            ImagePushFailure.DigestMismatch,
            $"Could not verify {image}: it was pushed as {pushed}, but the registry has {there} under that name."
        )
        {
            Expected = pushed.ToString(),
            Found = found?.ToString(),
        };
    }

    internal static ImagePushException ImageReplaced(ImageReference image, string id, string? found) =>
        new(
            image,
            ImagePushFailure.ImageReplaced,
            $"{image} no longer refers to the image {id}: the engine has {found ?? "no image"} under that name."
        )
        {
            Expected = id,
            Found = found,
        };

    internal static ImagePushException PlatformsMissing(ImageReference image, IReadOnlyList<Platform> platforms) =>
        new(
            image,
            ImagePushFailure.MissingPlatforms,
            $"Could not verify {image}: the registry has the image index, but not the images for "
                + $"{string.Join(", ", platforms)}."
        )
        {
            MissingPlatforms = platforms,
        };

    internal static ImagePushException RegistryTimeout(ImageReference image, DockerizeException innerException) =>
        new(image, ImagePushFailure.RegistryTimeout, innerException.Message, innerException)
        {
            EngineMessage = "the registry did not respond in time",
        };
}
