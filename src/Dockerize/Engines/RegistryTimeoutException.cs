using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>A registry did not respond to the engine within the timeout during a pull or a push.</summary>
/// <param name="image">The image.</param>
/// <param name="timeout">The time limit, which is three times the timeout of the engine.</param>
public sealed class RegistryTimeoutException(ImageReference image, TimeSpan timeout)
    : DockerizeException(
        FormattableString.Invariant(
            $"The registry {image.Registry} did not respond to the engine for {timeout.TotalSeconds} seconds."
        )
    )
{
    /// <summary>The image.</summary>
    public ImageReference Image => image;

    /// <summary>The time limit, which is three times the timeout of the engine.</summary>
    public TimeSpan Timeout => timeout;
}
