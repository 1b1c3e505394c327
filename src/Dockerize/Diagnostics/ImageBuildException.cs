namespace Dockerize;

/// <summary>An image that was not built. What had its tags still has them.</summary>
/// <param name="diagnostic">What to tell the user.</param>
/// <param name="engineMessage">What the engine said; empty: nothing that the diagnostic does not say.</param>
/// <param name="innerException">What kept it from being built, where that was known before a step of it.</param>
public sealed class ImageBuildException(Diagnostic diagnostic, string engineMessage, Exception? innerException = null) : DockerizeException(diagnostic, innerException)
{
    /// <summary>What the engine said; empty: nothing that the diagnostic does not say.</summary>
    public string EngineMessage => engineMessage;
}
