using Dockerize.Engines;
using Dockerize.Engines.Endpoints;

namespace Dockerize.Archives;

/// <summary>
/// The engine cannot save an image index (multi-platform image) as an archive. Podman saves only the image for its own
/// platform.
/// </summary>
/// <param name="endpoint">The engine.</param>
/// <param name="image">The name of the index.</param>
public sealed class IndexArchiveUnsupportedException(EngineEndpoint endpoint, string image)
    : EngineException(
        endpoint,
        $"Could not save {image}: Podman saves only one image of an image index, the one for its own platform."
    )
{
    /// <summary>The name of the index.</summary>
    public string Image => image;
}
