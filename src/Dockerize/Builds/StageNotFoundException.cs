namespace Dockerize.Builds;

/// <summary>
/// A Dockerfile uses a stage that it does not have. The engine has no image of that name, and none was pulled.
/// </summary>
/// <param name="stage">The name in the instruction.</param>
/// <param name="similar">The stage with the most similar name; null if there is none.</param>
public sealed class StageNotFoundException(string stage, string? similar)
    : DockerizeException(
        $"Stage '{stage}' not found: the Dockerfile has no such stage, and the engine has no such image."
    )
{
    /// <summary>The name in the instruction.</summary>
    public string Stage => stage;

    /// <summary>The stage with the most similar name; null if there is none.</summary>
    public string? Similar => similar;
}
