using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Engines;

/// <summary>The engine does not have an image, and the pull failed or is disabled.</summary>
public sealed class ImageUnavailableException : DockerizeException
{
    internal ImageUnavailableException(ImageReference image, string engineMessage, CredentialLookup? credentials)
        : base($"Could not pull image {image}: {Clause(engineMessage)}.")
    {
        Image = image;
        EngineMessage = engineMessage;
        Credentials = credentials;
    }

    internal ImageUnavailableException(ImageReference image)
        : base($"Image {image} not found: the engine does not have it, and pulling is disabled.")
    {
        Image = image;
        EngineMessage = "";
        IsPullDisabled = true;
    }

    /// <summary>The image.</summary>
    public ImageReference Image { get; }

    /// <summary>The engine's message; empty if no pull was requested.</summary>
    public string EngineMessage { get; }

    /// <summary>True if the image was not pulled because of <see cref="PullPolicy.Never"/>.</summary>
    public bool IsPullDisabled { get; }

    /// <summary>
    /// The credentials of the pull, and the sources that were checked; null if no credentials were looked up.
    /// </summary>
    public CredentialLookup? Credentials { get; }

    /// <summary>The cause of the rejection, derived from <see cref="EngineMessage"/>.</summary>
    public RegistryRefusal Refusal => RegistryErrors.Classify(EngineMessage, Image);
}
