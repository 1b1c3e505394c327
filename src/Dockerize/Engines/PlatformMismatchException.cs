using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>An image is for another platform than the requested one.</summary>
/// <param name="image">The name of a base image; null for the image that was just built.</param>
/// <param name="actual">The platform of the image, such as <c>linux/amd64</c>.</param>
/// <param name="requested">The requested platform, such as <c>linux/arm64</c>.</param>
public sealed class PlatformMismatchException(ImageReference? image, string actual, string requested)
    : DockerizeException($"{(image is null ? "The image that was built" : $"Image {image}")} is for {actual}, not for {requested}.")
{
    /// <summary>The name of a base image; null for the image that was just built.</summary>
    public ImageReference? Image => image;

    /// <summary>The platform of the image, such as <c>linux/amd64</c>.</summary>
    public string Actual => actual;

    /// <summary>The requested platform, such as <c>linux/arm64</c>.</summary>
    public string Requested => requested;
}
