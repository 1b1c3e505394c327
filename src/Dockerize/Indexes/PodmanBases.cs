using Dockerize.Builds;
using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize.Indexes;

/// <summary>
/// Restores the names of base images in Podman. There, a name refers to one image, and a pull for another platform
/// moves it. Without this, the next build without a platform would start from an image for another processor.
/// </summary>
/// <param name="api">The API of Podman.</param>
internal sealed class PodmanBases(EngineApi api)
{
    /// <summary>Sets the names to the images for the platform of the engine.</summary>
    /// <param name="builds">The builds of the platforms, which have recorded their base images.</param>
    /// <param name="cancellationToken">A token that cancels the calls.</param>
    public async Task RestoreAsync(IEnumerable<PlatformBuild> builds, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var build in builds)
            {
                if (
                    build.RecordPath is { } path
                    && BuildRecord.Load(path) is { } record
                    && !await ForeignPlatform
                        .IsForeignAsync(api, build.Platform, cancellationToken)
                        .ConfigureAwait(false)
                )
                    await RestoreAsync(record, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is DockerizeException or OperationCanceledException)
        {
            // The image was removed, or the engine stopped responding. This error must not replace the result or the
            // error of the build.
        }
    }

    private async Task RestoreAsync(BuildRecord record, CancellationToken cancellationToken)
    {
        foreach (var image in record.BaseImages)
        {
            var name = ImageReference.Parse(image.Key.Split(' ')[0]);
            if (name.Digest is null)
                await api.TagImageAsync(image.Value.Id, name, cancellationToken).ConfigureAwait(false);
        }
    }
}
