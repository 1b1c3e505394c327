namespace Dockerize.Build.Settings;

/// <summary>An item type of a project: its name, metadata and documentation.</summary>
/// <param name="name">The item type.</param>
internal sealed class ItemSetting(string name)
{
    /// <summary>The item type.</summary>
    public string Name => name;

    /// <summary>The equivalent item type of the .NET SDK's container publishing; null if there is none.</summary>
    public string? SdkName { get; init; }

    /// <summary>
    /// Names that users may confuse with the name of the item type. If one is used, a warning (DKZ1041) suggests the
    /// item type.
    /// </summary>
    public IReadOnlyList<string> SimilarNames { get; init; } = [];

    /// <summary>The names of the metadata.</summary>
    public IReadOnlyList<string> MetadataNames { get; init; } = [];

    /// <summary>Names that users may confuse with metadata names, each with the correct metadata.</summary>
    public IReadOnlyList<(string Name, string Meant)> SimilarMetadata { get; init; } = [];

    /// <summary>The documentation of the metadata, in Markdown; empty if there is none.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>The documentation of the item type, in Markdown.</summary>
    public required string Summary { get; init; }

    /// <summary>The effect on a build of the user's own Dockerfile.</summary>
    public OwnDockerfileUse OwnDockerfile { get; init; }
}
