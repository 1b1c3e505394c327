namespace Dockerize.Images;

/// <summary>An image in the list of an engine's images.</summary>
public sealed record ImageSummary
{
    /// <summary>The image id, <c>sha256:…</c>.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>The names of the image, each with a tag.</summary>
    public IReadOnlyList<string> Tags { get; internal init; } = [];

    /// <summary>The total size of all layers in bytes, unpacked.</summary>
    public long Size { get; internal init; }

    /// <summary>The time at which the image was created.</summary>
    public DateTimeOffset Created { get; internal init; }

    /// <summary>The id of the parent image if the classic builder built the image; empty if there is none.</summary>
    internal string ParentId { get; init; } = "";
}
