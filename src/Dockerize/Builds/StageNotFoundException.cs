namespace Dockerize.Builds;

/// <summary>A Dockerfile uses a stage that it does not have, and no image with that name is available.</summary>
/// <param name="stage">The name of the missing stage, as in the instruction.</param>
/// <param name="similar">The name of the most similar stage; null if there is none.</param>
public sealed class StageNotFoundException(string stage, string? similar)
    : DockerizeException(
        $"Stage '{stage}' not found: the Dockerfile has no such stage, and the engine has no such image."
    )
{
    /// <summary>The name of the missing stage, as in the instruction.</summary>
    public string Stage => stage;

    /// <summary>The name of the most similar stage; null if there is none.</summary>
    public string? Similar => similar;
}
