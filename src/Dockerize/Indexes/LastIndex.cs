using Dockerize.Builds;
using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize.Indexes;

/// <summary>The index of the last build, which the engine still has.</summary>
/// <param name="Record">The record of the last build.</param>
/// <param name="Image">The index in the engine.</param>
internal sealed record LastIndex(BuildRecord Record, ImageInspection Image)
{
    /// <summary>The ids of its images.</summary>
    public IEnumerable<string> ImageIds => Record.Platforms.Values.Select(image => image.Id);

    /// <summary>Finds the index of the last build.</summary>
    /// <param name="recordPath">The full path of the record; null if there is none.</param>
    /// <param name="api">The engine.</param>
    /// <param name="cancellationToken">A token that cancels the calls.</param>
    /// <returns>
    /// The index; null if the record is that of another image, or the engine does not have the index.
    /// </returns>
    public static async Task<LastIndex?> FindAsync(
        string? recordPath,
        EngineApi api,
        CancellationToken cancellationToken
    )
    {
        if (recordPath is null || BuildRecord.Load(recordPath) is not { Platforms.Count: > 0 } record)
            return null;

        // Podman finds an index only by its name.
        foreach (var name in api.Info.IsPodman ? record.Tags : [record.Id])
        {
            var image = await new EngineImages(api).FindAsync(name, cancellationToken).ConfigureAwait(false);
            if (image?.Id == record.Id)
                return new LastIndex(record, image);
        }

        return null;
    }
}
