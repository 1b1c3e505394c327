using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>An image that a build starts from.</summary>
/// <param name="Image">A reference; with neither tag nor digest, its <c>latest</c>.</param>
/// <param name="Platform">
/// The platform as a Dockerfile or an option specifies it, which may be less than <c>os/architecture</c>; null for the
/// engine's own.
/// </param>
/// <param name="Policy">When to pull the image.</param>
internal sealed record ImageSource(
    ImageReference Image,
    string? Platform = null,
    PullPolicy Policy = PullPolicy.IfMissing
)
{
    /// <summary>The platform; null if none is specified, or it is not <c>os/architecture</c>.</summary>
    public Platform? ParsedPlatform => Images.Platform.TryParse(Platform, out var platform) ? platform : null;

    /// <summary>True if an image runs on the platform.</summary>
    public bool IsSatisfiedBy(ImageInspection image) => ParsedPlatform is not { } platform || image.RunsOn(platform);
}
