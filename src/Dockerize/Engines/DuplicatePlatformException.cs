using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>Several images of an image index are for the same platform.</summary>
/// <param name="platform">The platform.</param>
/// <param name="images">The references or ids of the images.</param>
public sealed class DuplicatePlatformException(Platform platform, IReadOnlyList<string> images)
    : DockerizeException(
        $"Could not create an image index: several images are for {platform}: {string.Join(", ", images)}."
    )
{
    /// <summary>The platform.</summary>
    public Platform Platform => platform;

    /// <summary>The references or ids of the images, as they were specified.</summary>
    public IReadOnlyList<string> Images => images;
}
