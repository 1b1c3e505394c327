using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Engines;

/// <summary>Why a push failed.</summary>
public enum ImagePushFailure
{
    /// <summary>The registry or the engine refused.</summary>
    Refused,

    /// <summary>The engine ended the push without an error and without a digest.</summary>
    NoDigest,

    /// <summary>After the push the registry has another digest under that name.</summary>
    DigestMismatch,

    /// <summary>The engine has another image under that name than the one to push.</summary>
    ImageReplaced,

    /// <summary>The registry did not answer in time.</summary>
    RegistryTimeout,
}

/// <summary>An image was not pushed under one of its names.</summary>
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

    /// <summary>The name.</summary>
    public ImageReference Image { get; }

    /// <summary>Why the push failed.</summary>
    public ImagePushFailure Failure { get; }

    /// <summary>The message of the engine, or of the registry through it; empty if there is none.</summary>
    public string EngineMessage { get; private init; } = "";

    /// <summary>
    /// The credentials that the push used, and where they were looked up; null if they were not looked up.
    /// </summary>
    public CredentialLookup? Credentials { get; private init; }

    /// <summary>The pushed digest, or the id of the image to push; null if it does not matter.</summary>
    public string? Expected { get; private init; }

    /// <summary>
    /// The digest that the registry has, or the id of the image that the engine has, under that name; null if there is
    /// none.
    /// </summary>
    public string? Found { get; private init; }

    /// <summary>Why the registry refused, as far as <see cref="EngineMessage"/> tells.</summary>
    public RegistryRefusal Refusal => RegistryErrors.Classify(EngineMessage, Image);

    /// <summary>True if the same push may succeed a little later.</summary>
    public bool IsTransient => RegistryErrors.IsTransient(EngineMessage, Image);

    internal static ImagePushException Refused(
        ImageReference image,
        string engineMessage,
        CredentialLookup? credentials,
        Exception? innerException = null
    ) =>
        new(image, ImagePushFailure.Refused, $"{image} was not pushed: {Clause(engineMessage)}.", innerException)
        {
            EngineMessage = engineMessage,
            Credentials = credentials,
        };

    internal static ImagePushException NoDigest(ImageReference image) =>
        new(
            image,
            ImagePushFailure.NoDigest,
            $"The engine ended the push of {image} without an error and without a digest."
        );

    internal static ImagePushException DigestMismatch(ImageReference image, Digest pushed, Digest? found)
    {
        var there = found?.ToString() ?? "nothing";
        return new(
            image,
            ImagePushFailure.DigestMismatch,
            $"{image} was pushed as {pushed}, and the registry has {there} under that name."
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
            $"{image} no longer refers to the image {id}: the engine has {found ?? "nothing"} under that name."
        )
        {
            Expected = id,
            Found = found,
        };

    internal static ImagePushException RegistryTimeout(ImageReference image, DockerizeException innerException) =>
        new(image, ImagePushFailure.RegistryTimeout, innerException.Message, innerException)
        {
            EngineMessage = "it gave no answer in time",
        };
}
