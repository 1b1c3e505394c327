namespace Dockerize.Build.Tags;

/// <summary>The parts that the references of an image are composed of.</summary>
public sealed record ImageNameParts
{
    /// <summary>
    /// The whole reference; null or blank to compose it from the other parts. The default tag is <c>latest</c>. If
    /// other parts are set too, they must match.
    /// </summary>
    public string? Image { get; set; }

    /// <summary>The registry, <c>host[:port]</c>; null or blank for a name without a registry.</summary>
    public string? Registry { get; set; }

    /// <summary>The repository, a path below the registry.</summary>
    public string? Repository { get; set; }

    /// <summary>
    /// The tags, separated by spaces, semicolons or commas. They can contain tokens. The default is <c>latest</c>.
    /// </summary>
    public string? Tags { get; set; }

    /// <summary>The values of the tokens; null if no token has a value.</summary>
    public TagValues? Values { get; set; }

    /// <summary>The property with the registry, for messages.</summary>
    internal string RegistryOrigin { get; init; } = "DockerRegistry";

    /// <summary>The property with the repository, for messages.</summary>
    internal string RepositoryOrigin { get; init; } = "DockerRepository";

    /// <summary>The property with the tags, for messages.</summary>
    internal string TagsOrigin { get; init; } = "DockerTags";
}
