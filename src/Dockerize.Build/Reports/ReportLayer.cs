using System.Globalization;

namespace Dockerize.Build.Reports;

/// <summary>A row of the table of layers: one layer, or all layers of a base image.</summary>
/// <param name="Name">The instruction, or the name of the base image, or a short id.</param>
internal sealed record ReportLayer(string Name)
{
    /// <summary>True for the layers of a base image.</summary>
    public bool IsBase { get; init; }

    /// <summary>The number of layers.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The number of layers that the previous image did not have.</summary>
    public int NewCount { get; init; }

    /// <summary>The number of files; null if it is not known.</summary>
    public int? Files { get; init; }

    /// <summary>The size in bytes, uncompressed; null if it is not known.</summary>
    public long? Size { get; init; }

    /// <summary>The compressed size in bytes, which a push sends; null if it is not known.</summary>
    public long? CompressedSize { get; init; }

    /// <summary>
    /// The size of the layer of the same instruction in the previous image; null if there is none, or it is not known.
    /// </summary>
    public long? OldSize { get; init; }

    /// <summary>The name in text: <c>base image alpine: 2 layers</c>.</summary>
    public string Title =>
        IsBase ? FormattableString.Invariant($"base image {Name}: {Count} {(Count == 1 ? "layer" : "layers")}") : Name;

    /// <summary><c>new</c>, <c>shared</c>, or the number of new layers.</summary>
    public string State =>
        NewCount == 0 ? "shared"
        : NewCount == Count ? "new"
        : NewCount.ToString(CultureInfo.InvariantCulture) + " new";
}
