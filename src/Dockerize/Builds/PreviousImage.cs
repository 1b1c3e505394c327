using Dockerize.Images;

namespace Dockerize.Builds;

/// <summary>
/// The image that a build replaced: the image of the last build with another id. A build that creates an equal image
/// again replaces none.
/// </summary>
/// <param name="Layers">The layers from the bottom up.</param>
/// <param name="Files">The files of the build context, by path; empty if they are not known.</param>
internal sealed record PreviousImage(IReadOnlyList<ImageLayer> Layers, IReadOnlyDictionary<string, InputFile> Files)
{
    /// <summary>Finds the image that a build replaced.</summary>
    /// <param name="id">The id of the built image.</param>
    /// <param name="last">The record of the last build; null if there is none.</param>
    /// <param name="inputs">The inputs of the last build; null if they are not known.</param>
    /// <returns>The image; null if there is none.</returns>
    public static PreviousImage? Find(string id, BuildRecord? last, BuildInputs? inputs) =>
        last is null ? null
        : last.Id == id ? inputs?.Previous
        : new PreviousImage(last.Layers, inputs?.Files ?? new Dictionary<string, InputFile>());

    /// <summary>Marks the layers that the previous image did not have.</summary>
    /// <param name="layers">The layers of the built image.</param>
    /// <param name="id">The id of the built image.</param>
    /// <param name="last">The record of the last build; null if there is none.</param>
    public static IReadOnlyList<ImageLayer> MarkNew(IEnumerable<ImageLayer> layers, string id, BuildRecord? last)
    {
        var known = (last?.Layers ?? [])
            .GroupBy(layer => layer.Id, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        return [.. layers.Select(layer => layer with { IsNew = IsNew(layer) })];

        bool? IsNew(ImageLayer layer) =>
            !known.TryGetValue(layer.Id, out var previous) ? true
            : last!.Id == id ? previous.IsNew
            : false;
    }
}
