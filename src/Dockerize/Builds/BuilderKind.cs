using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>A builder of an engine.</summary>
public enum BuilderKind
{
    /// <summary>BuildKit for a user's Dockerfile if the engine has it, else the classic builder.</summary>
    Auto,

    /// <summary>The classic builder, which every version of Docker and Podman has.</summary>
    Classic,

    /// <summary>BuildKit.</summary>
    BuildKit,
}
