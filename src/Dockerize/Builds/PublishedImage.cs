using Dockerize.Images;

namespace Dockerize.Builds;

/// <summary>An image in the registries of its names, which the engine does not have.</summary>
/// <param name="Image">The properties of the image. The size is not known.</param>
/// <param name="Digest">The digest of the manifest, which all names refer to.</param>
internal sealed record PublishedImage(ImageInspection Image, Digest Digest)
{
    /// <summary>The layers. The instructions and the sizes are not known.</summary>
    public required IReadOnlyList<ImageLayer> Layers { get; init; }

    /// <summary>Adds the digests and the layers to a record.</summary>
    public BuildRecord AddTo(BuildRecord record) =>
        record with
        {
            Digests = record.Tags.ToDictionary(tag => tag, _ => Digest.ToString(), StringComparer.Ordinal),
            Layers = Layers,
        };
}
