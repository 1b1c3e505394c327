using Dockerize.Images;

namespace Dockerize.Build;

/// <summary>The image of a project.</summary>
/// <param name="Id">The id that the names refer to. For a multi-platform image, it is that of the index.</param>
/// <param name="Images">The image of each platform.</param>
internal sealed record BuiltAppImage(string Id, IReadOnlyList<ImageInspection> Images)
{
    /// <summary>The index: JSON in the format of the OCI image specification; empty for one platform.</summary>
    public string Index { get; init; } = "";

    /// <summary>
    /// The digest of the image in the registries of its names; null if the engine has the image. The engine does not
    /// have an image that another machine has built and pushed.
    /// </summary>
    public Digest? PublishedDigest { get; init; }

    /// <summary>The total size of the images in bytes, as the engine counts it.</summary>
    public long Size => Images.Sum(image => image.Size);

    /// <summary>The platforms, separated by semicolons: <c>linux/amd64;linux/arm64</c>.</summary>
    public string Platforms => string.Join(";", Images.Select(image => $"{image.Platform}"));

    /// <summary>
    /// The id of each image of a multi-platform image, <c>linux/amd64=sha256:…;linux/arm64=sha256:…</c>; empty for one
    /// platform.
    /// </summary>
    public string PlatformImageIds =>
        Images.Count > 1 ? string.Join(";", Images.Select(image => $"{image.Platform}={image.Id}")) : "";
}
