using Dockerize.Images;

namespace Dockerize.Builds;

/// <summary>The inputs that determine if an image is up to date.</summary>
/// <param name="Bases">The base images by key (<see cref="BaseImages.KeyOf"/>).</param>
/// <param name="Digest">The digest of Dockerfile, files and options.</param>
internal sealed record ResolvedInputs(SortedDictionary<string, ImageInspection> Bases, string Digest)
{
    /// <summary>The value of <see cref="InputsLabel"/>; null if the image does not get it.</summary>
    public string? Label { get; init; }

    /// <summary>The base images that differ from those of a record.</summary>
    public IReadOnlyList<InputChange> ChangesSince(BuildRecord last) =>
        [
            .. Bases
                .Keys.Union(last.BaseImages.Keys, StringComparer.Ordinal)
                .OrderBy(key => key, StringComparer.Ordinal)
                .Select(key => InputChange.Find($"base image {key}", IdOf(key), IdOf(last, key)))
                .OfType<InputChange>()
                .Select(change =>
                    change.Kind == InputChangeKind.Changed ? change with { Kind = InputChangeKind.Moved } : change
                ),
        ];

    /// <summary>Creates the record of an image with these inputs.</summary>
    /// <param name="image">The image.</param>
    /// <param name="names">The names of the image.</param>
    /// <param name="last">
    /// The last record of the same image, whose layers and digests of these names are kept; null if there is none.
    /// </param>
    public BuildRecord ToRecord(ImageInspection image, IReadOnlyList<ImageReference> names, BuildRecord? last = null)
    {
        var tags = names.Select(name => name.Familiar).ToList();
        var digests = last?.Digests ?? new Dictionary<string, string>();
        return new BuildRecord
        {
            Id = image.Id,
            Inputs = Digest,
            Platform = $"{image.Platform}",
            Size = image.Size,
            BaseImages = Bases.ToDictionary(entry => entry.Key, entry => RecordOf(entry.Key, entry.Value)),
            Tags = tags,
            Digests = digests
                .Where(digest => tags.Contains(digest.Key))
                .ToDictionary(digest => digest.Key, digest => digest.Value),
            Layers = last?.Layers ?? [],
        };
    }

    private string? IdOf(string key) => Bases.TryGetValue(key, out var image) ? image.Id : null;

    private static string? IdOf(BuildRecord record, string key) =>
        record.BaseImages.TryGetValue(key, out var image) ? image.Id : null;

    private static BaseImageRecord RecordOf(string key, ImageInspection image)
    {
        var digests = image.DigestsIn(ImageReference.Parse(key.Split(' ')[0]));
        return new BaseImageRecord(image.Id, digests.Select(digest => digest.ToString()).FirstOrDefault());
    }
}
