namespace Dockerize.Build.Settings;

/// <summary>An item type of a project: its name, metadata and documentation.</summary>
/// <param name="name">The item type.</param>
internal sealed class ItemSetting(string name)
{
    /// <summary>The item type.</summary>
    public string Name => name;

    /// <summary>
    /// The item type of the .NET SDK's container publishing that means the same; null if there is none.
    /// </summary>
    public string? SdkName { get; init; }

    /// <summary>Names that are mistaken for that of the item. A warning (DKZ1041) names the item.</summary>
    public IReadOnlyList<string> SimilarNames { get; init; } = [];

    /// <summary>The names of the metadata.</summary>
    public IReadOnlyList<string> MetadataNames { get; init; } = [];

    /// <summary>Names that are mistaken for those of metadata, and what is meant.</summary>
    public IReadOnlyList<(string Name, string Meant)> SimilarMetadata { get; init; } = [];

    /// <summary>The metadata, in Markdown; empty if there is none.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>The meaning, in Markdown.</summary>
    public required string Summary { get; init; }

    /// <summary>The effect with the user's own Dockerfile.</summary>
    public OwnDockerfileUse OwnDockerfile { get; init; }
}
