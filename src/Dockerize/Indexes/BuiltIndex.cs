using Dockerize.Images;

namespace Dockerize.Indexes;

/// <summary>A multi-platform image in an engine.</summary>
/// <param name="Image">
/// The index: its id, which <c>GET /images/json</c> lists, and the other properties of its image for the platform of
/// the engine.
/// </param>
/// <param name="Images">
/// The image of each platform, in the order of the builds. On containerd's image store, the id of an image is the
/// digest of its manifest.
/// </param>
internal sealed record BuiltIndex(ImageInspection Image, IReadOnlyList<ImageInspection> Images)
{
    /// <summary>The index: JSON in the format of the OCI image specification.</summary>
    public required string Content { get; init; }

    /// <summary>The id of the index in the engine.</summary>
    public string Id => Image.Id;
}
