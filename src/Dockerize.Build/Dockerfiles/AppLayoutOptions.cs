using Dockerize.Build.Bases;

namespace Dockerize.Build.Dockerfiles;

/// <summary>The properties of an image that the layout of its app depends on.</summary>
/// <param name="Directory">The folder of the app in the image: <c>/app</c>.</param>
internal sealed record AppLayoutOptions(string Directory)
{
    /// <summary>
    /// The platform of the image. Files that only other platforms load are skipped; null to skip no files.
    /// </summary>
    public ImagePlatform? Platform { get; init; }

    /// <summary>The owner of writable folders; null for root.</summary>
    public string? Owner { get; init; }

    /// <summary>
    /// True if the image can run commands. Otherwise writable folders outside the app are created by COPY, which sets
    /// the owner only if the folder does not exist in the base image.
    /// </summary>
    public bool HasShell { get; init; } = true;

    /// <summary>
    /// True to create the layers of the published files independently of the base image, so that BuildKit copies and
    /// compresses them only once for several platforms.
    /// </summary>
    public bool LinksLayers { get; init; }

    /// <summary>The stage that contains the folders; null for the build context.</summary>
    public StageFolder? Stage { get; init; }
}
