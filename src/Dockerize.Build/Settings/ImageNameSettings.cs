namespace Dockerize.Build.Settings;

/// <summary>Settings for the name of the image.</summary>
internal static class ImageNameSettings
{
    /// <summary>The complete reference of the image.</summary>
    public static readonly Setting<string?> Image = new("DockerImage", SettingParsers.Raw)
    {
        Summary =
            "The complete image name, `host:port/team/app:tag`. It replaces all other settings for the name and "
            + "their fallbacks. If one of these is also set and differs, the build fails "
            + "([DKZ1028](DKZ1.md#dkz1028)).",
    };

    /// <summary>The registry of the image.</summary>
    public static readonly Setting<string?> Registry = new("DockerRegistry", SettingParsers.Raw)
    {
        SimilarNames = ["DockerImageRegistry", "DockerRegistryUrl"],
        Fallbacks = ["RegistryUrl", "ContainerRegistry"],
        Default = "none: the image stays in the engine",
        Summary = "The registry, `host[:port]`.",
    };

    /// <summary>The path to insert before the repository.</summary>
    public static readonly Setting<string?> RepositoryPrefix = new(
        "DockerRepositoryPrefix",
        SettingParsers.RepositoryPath
    )
    {
        SimilarNames = ["DockerPrefix", "DockerRepoPrefix"],
        Default = "none",
        Summary =
            "A path that is added before the repository of each project: `dotnet publish Shop.slnx "
            + "-p:DockerRepositoryPrefix=team/shop`. It cannot be combined with `DockerImage`.",
    };

    /// <summary>The repository of the image.</summary>
    public static readonly Setting<string?> Repository = new("DockerRepository", SettingParsers.Raw)
    {
        SimilarNames = ["DockerRepo", "DockerImageName", "DockerImageRepository"],
        Fallbacks = ["ContainerImageName", "ContainerRepository"],
        Default = "the assembly name, normalized as by the .NET SDK: `my-shop` for `My.Shop`",
        Summary = "The repository: the path below the registry. It is used unchanged.",
    };

    /// <summary>The tags of the image.</summary>
    public static readonly Setting<string?> Tags = new("DockerTags", SettingParsers.Raw)
    {
        SimilarNames = ["DockerImageTag", "DockerImageTags"],
        Fallbacks = ["DockerTag", "PublishImageTag", "AutoGenerateImageTag", "ContainerImageTags", "ContainerImageTag"],
        Default = "`latest`",
        Summary =
            "Tags, separated by spaces, `;` or `,`. Tokens such as `{version}`, `{semver}`, `{sha}` and "
            + "`{branch}` are replaced ([all tokens](tags.md#tokens)).",
    };

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Image, Registry, RepositoryPrefix, Repository, Tags];
}
