namespace Dockerize;

/// <summary>A name that was not pushed.</summary>
/// <param name="image">The name.</param>
/// <param name="diagnostic">What to tell the user.</param>
/// <param name="engineMessage">What the engine said, or the registry through it.</param>
public sealed class ImagePushException(ImageReference image, Diagnostic diagnostic, string engineMessage) : DockerizeException(diagnostic)
{
    /// <summary>The name.</summary>
    public ImageReference Image => image;

    /// <summary>What the engine said, or the registry through it.</summary>
    public string EngineMessage => engineMessage;

    /// <summary>Whether the same push may succeed a little later.</summary>
    public bool IsTransient => RegistryErrors.IsTransient(engineMessage, image);
}
