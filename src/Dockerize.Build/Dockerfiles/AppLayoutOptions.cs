using Dockerize.Build.Bases;

namespace Dockerize.Build.Dockerfiles;

/// <summary>The facts about an image on which the layout of its app depends.</summary>
/// <param name="Directory">The folder of the app in the image: <c>/app</c>.</param>
internal sealed record AppLayoutOptions(string Directory)
{
    /// <summary>
    /// The platform of the image. Files that only other platforms load are skipped. Null: no file is skipped.
    /// </summary>
    public ImagePlatform? Platform { get; init; }

    /// <summary>The owner of writable folders; null: root.</summary>
    public string? Owner { get; init; }

    /// <summary>
    /// True if the image can run commands. Otherwise writable folders outside the app are copied, which sets the owner
    /// only of folders that do not exist in the base image.
    /// </summary>
    public bool HasShell { get; init; } = true;
}
