namespace Dockerize;

/// <summary>A name that was not pushed.</summary>
/// <param name="diagnostic">What to tell the user.</param>
/// <param name="engineMessage">What the engine said, or the registry through it.</param>
public sealed class ImagePushException(Diagnostic diagnostic, string engineMessage) : DockerizeException(diagnostic)
{
    /// <summary>What the engine said, or the registry through it.</summary>
    public string EngineMessage => engineMessage;

    /// <summary>Whether the same push may succeed a little later.</summary>
    public bool IsTransient => RegistryErrors.IsTransient(engineMessage);
}
