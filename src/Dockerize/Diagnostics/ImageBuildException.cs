namespace Dockerize;

/// <summary>An image that was not built. What had its tags still has them.</summary>
/// <param name="diagnostic">What to tell the user.</param>
/// <param name="engineMessage">What the engine said; empty: it ended without a word.</param>
public sealed class ImageBuildException(Diagnostic diagnostic, string engineMessage) : DockerizeException(diagnostic)
{
    /// <summary>What the engine said; empty: it ended without a word.</summary>
    public string EngineMessage => engineMessage;
}
