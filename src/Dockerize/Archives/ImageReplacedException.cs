using Dockerize.Images;

namespace Dockerize.Archives;

/// <summary>A name in the engine no longer refers to the image to save.</summary>
public sealed class ImageReplacedException : DockerizeException
{
    internal ImageReplacedException(ImageReference image, string expected, string? found)
        : base($"Could not save {image}: the engine has {found ?? "no image"} under that name instead of {expected}.")
    {
        Image = image;
        Expected = expected;
        Found = found;
    }

    /// <summary>The name.</summary>
    public ImageReference Image { get; }

    /// <summary>The id of the image to save.</summary>
    public string Expected { get; }

    /// <summary>The id of the image that the name refers to; null if the engine has no image with that name.</summary>
    public string? Found { get; }
}
