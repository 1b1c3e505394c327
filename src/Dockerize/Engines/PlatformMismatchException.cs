using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>The platform of an image differs from the requested platform.</summary>
/// <param name="image">The name of a base image; null for the image that was just built.</param>
/// <param name="actual">The platform of the image.</param>
/// <param name="requested">The requested platform.</param>
public sealed class PlatformMismatchException(ImageReference? image, Platform actual, Platform requested)
    : DockerizeException(
        $"{(image is null ? "The image that was built" : $"Image {image}")} is for {actual}, not for {requested}."
    )
{
    /// <summary>The name of a base image; null for the image that was just built.</summary>
    public ImageReference? Image => image;

    /// <summary>The platform of the image.</summary>
    public Platform Actual => actual;

    /// <summary>The requested platform.</summary>
    public Platform Requested => requested;
}
