namespace Dockerize.Build.Reports;

/// <summary>The content of a report about the image of one platform.</summary>
internal sealed record PlatformReport
{
    /// <summary>The platform, such as <c>linux/amd64</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The layers from the bottom up.</summary>
    public required IReadOnlyList<ReportLayer> Layers { get; init; }

    /// <summary>The known files of the image, the largest first.</summary>
    public IReadOnlyList<ReportFile> Files { get; init; } = [];

    /// <summary>True if the image replaced another one.</summary>
    public bool HasPrevious { get; init; }

    /// <summary>The differences to the files of the previous image, the largest first.</summary>
    public IReadOnlyList<FileChange> Changes { get; init; } = [];

    /// <summary>The number of layers.</summary>
    public int LayerCount => Layers.Sum(layer => layer.Count);

    /// <summary>The number of layers that the previous image did not have.</summary>
    public int NewCount => Layers.Sum(layer => layer.NewCount);

    /// <summary>The sum of the sizes of the layers; null if a size is not known.</summary>
    public long? Size => Layers.Count > 0 ? Sum(Layers.Select(layer => layer.Size)) : null;

    /// <summary>True if the compressed size of a layer is known.</summary>
    public bool HasCompressedSizes => Layers.Any(layer => layer.CompressedSize is not null);

    /// <summary>The difference between the sizes of this image and the previous one; null if it is not known.</summary>
    public long? Growth => HasPrevious && Size is { } size && OldSize is { } old ? size - old : null;

    /// <summary>The sum of the sizes of the layers of the previous image; null if a size is not known.</summary>
    public long? OldSize { get; init; }

    /// <summary>Adds sizes.</summary>
    /// <returns>The sum; null if a size is not known.</returns>
    public static long? Sum(IEnumerable<long?> sizes) =>
        sizes.Aggregate((long?)0, (sum, size) => sum is null || size is null ? null : sum + size);
}
