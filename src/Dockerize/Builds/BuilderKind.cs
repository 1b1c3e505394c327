namespace Dockerize.Builds;

/// <summary>The builder to use.</summary>
public enum BuilderKind
{
    /// <summary>BuildKit if the engine has it; otherwise the classic builder.</summary>
    Auto,

    /// <summary>The classic builder, which every version of Docker and Podman has.</summary>
    Classic,

    /// <summary>BuildKit.</summary>
    BuildKit,
}
