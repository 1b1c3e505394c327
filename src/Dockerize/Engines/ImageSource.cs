using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>An image that a build starts from.</summary>
/// <param name="Image">A reference; without a tag or digest, <c>latest</c> is used.</param>
/// <param name="Platform">
/// The platform as a Dockerfile or an option specifies it; it can be incomplete, such as <c>linux</c>. Null for the
/// platform of the engine.
/// </param>
/// <param name="Policy">The pull policy.</param>
internal sealed record ImageSource(
    ImageReference Image,
    string? Platform = null,
    PullPolicy Policy = PullPolicy.IfMissing
)
{
    /// <summary>The parsed platform; null if none is specified or it is not <c>os/architecture</c>.</summary>
    public Platform? ParsedPlatform => Images.Platform.TryParse(Platform, out var platform) ? platform : null;

    /// <summary>True if an image runs on the platform, or if no complete platform is specified.</summary>
    public bool IsSatisfiedBy(ImageInspection image) => ParsedPlatform is not { } platform || image.RunsOn(platform);
}
