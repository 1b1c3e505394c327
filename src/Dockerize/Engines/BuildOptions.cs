namespace Dockerize;

/// <summary>How to build, as far as it does not stand in the Dockerfile.</summary>
public sealed record BuildOptions
{
    /// <summary>The full path of the Dockerfile, for messages.</summary>
    public required string DockerfilePath { get; init; }

    /// <summary>True: repeat every step, whatever the engine has of earlier builds.</summary>
    public bool NoCache { get; init; }
}
