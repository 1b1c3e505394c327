using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Engines;

/// <summary>The engine does not have an image, and cannot or must not pull it.</summary>
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
        : base($"Image {image} was not found on the engine, and pulling is disabled.")
    {
        Image = image;
        EngineMessage = "";
        IsPullDisabled = true;
    }

    /// <summary>The image.</summary>
    public ImageReference Image { get; }

    /// <summary>The engine's message; empty if the engine was not asked to pull.</summary>
    public string EngineMessage { get; }

    /// <summary>True if the image was not pulled because of <see cref="PullPolicy.Never"/>.</summary>
    public bool IsPullDisabled { get; }

    /// <summary>
    /// The credentials that the pull used, and where they were looked up; null if they were not looked up.
    /// </summary>
    public CredentialLookup? Credentials { get; }

    /// <summary>Why the registry refused, as far as <see cref="EngineMessage"/> tells.</summary>
    public RegistryRefusal Refusal => RegistryErrors.Classify(EngineMessage, Image);
}
