namespace Dockerize;

/// <summary>How to build, as far as it does not stand in the Dockerfile.</summary>
public sealed record BuildOptions
{
    /// <summary>The full path of the Dockerfile, for messages.</summary>
    public required string DockerfilePath { get; init; }

    /// <summary>True: repeat every step, whatever the engine has of earlier builds.</summary>
    public bool NoCache { get; init; }

    /// <summary>The stage of the Dockerfile to build; null: the last.</summary>
    public string? Target { get; init; }

    /// <summary>The network of RUN instructions, such as <c>host</c> or <c>none</c>; null: the engine's default.</summary>
    public string? Network { get; init; }

    /// <summary>Values of the Dockerfile's ARG instructions.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();
}
