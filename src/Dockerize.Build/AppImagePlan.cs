using Dockerize.Images;

namespace Dockerize.Build;

/// <summary>The plan of an image build: the names of the image, and a plan for each platform.</summary>
internal sealed record AppImagePlan
{
    /// <summary>The references of the image, one for each tag; empty if no image is built.</summary>
    public IReadOnlyList<ImageReference> References { get; init; } = [];

    /// <summary>
    /// The plans of the platforms. An image for one platform has one plan. For a multi-platform image, the plans of
    /// platforms with a publish of their own are added by the targets.
    /// </summary>
    public IReadOnlyList<PlatformPlan> Platforms { get; init; } = [];

    /// <summary>True if image creation is left to the SDK's PublishContainer target.</summary>
    public bool IsLeftToSdk { get; init; }

    /// <summary>
    /// True if an image is built; false if only the Dockerfile is written, or no engine is available.
    /// </summary>
    public bool IsBuilt { get; init; } = true;
}
