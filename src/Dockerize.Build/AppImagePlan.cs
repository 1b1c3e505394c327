using Dockerize.Build.Dockerfiles;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Images;

namespace Dockerize.Build;

/// <summary>The plan of an image build: the names of the image, the Dockerfile and the build context.</summary>
internal sealed record AppImagePlan
{
    /// <summary>The references of the image, one for each tag; empty if no image is built.</summary>
    public IReadOnlyList<ImageReference> References { get; init; } = [];

    /// <summary>The full path of the Dockerfile, which is generated or the user's own.</summary>
    public string Dockerfile { get; init; } = "";

    /// <summary>The files of the build context.</summary>
    public IReadOnlyList<ContextFile> Files { get; init; } = [];

    /// <summary>The lines of a generated Dockerfile that come from items of the project.</summary>
    public IReadOnlyList<ItemLine> Items { get; init; } = [];

    /// <summary>The requested platform, such as <c>linux/arm64</c>; null for the platform of the engine.</summary>
    public Platform? Platform { get; init; }

    /// <summary>True if image creation is left to the SDK's PublishContainer target.</summary>
    public bool IsLeftToSdk { get; init; }

    /// <summary>
    /// True if an image is built; false if only the Dockerfile is written, or no engine is available.
    /// </summary>
    public bool IsBuilt { get; init; } = true;
}
