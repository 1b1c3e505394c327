using Dockerize.Builds;
using Dockerize.Files;
using Dockerize.Images;

namespace Dockerize.Indexes;

/// <summary>The record of an image index, which is created from the records of its platforms.</summary>
/// <param name="Builds">The builds of the platforms.</param>
/// <param name="Images">The images of the platforms, in the same order.</param>
/// <param name="Annotations">The annotations of the index.</param>
internal sealed record IndexRecord(
    IReadOnlyList<PlatformBuild> Builds,
    IReadOnlyList<ImageInspection> Images,
    IReadOnlyDictionary<string, string> Annotations
)
{
    /// <summary>The attestations about the images.</summary>
    public IReadOnlyList<ImageAttestation> Attestations { get; init; } = [];

    /// <summary>The digest of everything that determines the content of an index.</summary>
    /// <param name="images">The images of the platforms.</param>
    /// <param name="annotations">The annotations of the index.</param>
    /// <param name="attestations">The attestations about the images.</param>
    public static string InputsOf(
        IEnumerable<ImageInspection> images,
        IReadOnlyDictionary<string, string> annotations,
        IEnumerable<ImageAttestation> attestations
    ) =>
        // The record of a single image never has these inputs, so that a change of the platforms is a new build.
        ContentDigest.Compute([
            "index",
            .. images.Select(image => image.Id).OrderBy(id => id, StringComparer.Ordinal),
            .. annotations
                .OrderBy(annotation => annotation.Key, StringComparer.Ordinal)
                .Select(annotation => $"annotation {annotation.Key}={annotation.Value}"),
            .. attestations.Select(attestation =>
                $"attestation {attestation.Platform} {attestation.PredicateType} {attestation.Predicate}"
            ),
        ]);

    /// <summary>Creates a record.</summary>
    /// <param name="index">The index in the engine.</param>
    /// <param name="names">The names of the index.</param>
    /// <param name="last">The index of the last build; null if there is none.</param>
    public BuildRecord Create(ImageInspection index, IReadOnlyList<ImageReference> names, LastIndex? last)
    {
        var tags = names.Select(name => name.Familiar).ToList();
        var records = Builds
            .Select(build => (build.Platform, Record: build.RecordPath is { } path ? BuildRecord.Load(path) : null))
            .Where(build => build.Record is not null)
            .Select(build => (Platform: $"{build.Platform}", Record: build.Record!))
            .ToList();
        return new BuildRecord
        {
            Id = index.Id,
            Inputs = InputsOf(Images, Annotations, Attestations),
            Platform = string.Join(";", Builds.Select(build => build.Platform)),
            Size = index.Size,
            BaseImages = records
                .SelectMany(build => build.Record.BaseImages.Select(image => (build.Platform, Image: image)))
                .GroupBy(build => KeyOf(build.Image.Key, build.Platform))
                .ToDictionary(same => same.Key, same => same.First().Image.Value),
            Tags = tags,
            Digests = (last?.Image.Id == index.Id ? last.Record.Digests : new Dictionary<string, string>())
                .Where(digest => tags.Contains(digest.Key))
                .ToDictionary(digest => digest.Key, digest => digest.Value),
            Layers =
            [
                .. records
                    .SelectMany(build => build.Record.Layers)
                    .GroupBy(layer => layer.Id)
                    .Select(same => same.First()),
            ],
            Platforms = Builds
                .Zip(Images, (build, image) => (build.Platform, Image: image))
                .ToDictionary(
                    build => $"{build.Platform}",
                    build => new PlatformRecord(build.Image.Id, build.Image.ManifestDigest)
                ),
        };
    }

    // The name and the platform, as in the record of a build whose base image is for another platform.
    private static string KeyOf(string image, string platform) => image.Contains(' ') ? image : $"{image} {platform}";
}
