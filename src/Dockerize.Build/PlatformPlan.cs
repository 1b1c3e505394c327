using Dockerize.Build.Dockerfiles;
using Dockerize.Contexts;
using Dockerize.Images;

namespace Dockerize.Build;

/// <summary>The plan of one platform of an image: the Dockerfile and the build context.</summary>
internal sealed record PlatformPlan
{
    /// <summary>The requested platform, such as <c>linux/arm64</c>; null for the platform of the engine.</summary>
    public Platform? Platform { get; init; }

    /// <summary>The full path of the Dockerfile, which is generated or the user's own.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>The files of the build context.</summary>
    public IReadOnlyList<ContextFile> Files { get; init; } = [];

    /// <summary>The lines of a generated Dockerfile that come from items of the project.</summary>
    public IReadOnlyList<ItemLine> Items { get; init; } = [];

    /// <summary>The full path of the SBOM; null if none is written.</summary>
    public string? Sbom { get; init; }
}
