namespace Dockerize.Build.Reports;

/// <summary>The content of a report about an image. It depends only on the image and the previous one.</summary>
internal sealed record ImageReport
{
    /// <summary>The names of the image. There is at least one.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The image id, <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The digests in registries, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Digests { get; init; } = [];

    /// <summary>The image of each platform.</summary>
    public required IReadOnlyList<PlatformReport> Platforms { get; init; }
}
