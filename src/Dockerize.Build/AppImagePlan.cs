using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Images;

namespace Dockerize.Build;

/// <summary>An image as it is to be built: its names, its Dockerfile and its build context.</summary>
internal sealed record AppImagePlan
{
    /// <summary>The references of the image, one for each tag; empty if no image is built.</summary>
    public IReadOnlyList<ImageReference> References { get; init; } = [];

    /// <summary>The full path of the Dockerfile: the generated one, or the user's own.</summary>
    public string Dockerfile { get; init; } = "";

    /// <summary>The files of the build context.</summary>
    public IReadOnlyList<ContextFile> Files { get; init; } = [];

    /// <summary>The requested platform, such as <c>linux/arm64</c>; null for the engine's.</summary>
    public Platform? Platform { get; init; }

    /// <summary>True if image creation is left to the SDK's PublishContainer target.</summary>
    public bool IsLeftToSdk { get; init; }

    /// <summary>False if no image is built: the Dockerfile is only written, or there is no engine.</summary>
    public bool IsBuilt { get; init; } = true;
}
