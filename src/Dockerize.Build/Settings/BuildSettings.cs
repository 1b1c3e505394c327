using Dockerize.Builds;

namespace Dockerize.Build.Settings;

/// <summary>Settings for the build.</summary>
internal static class BuildSettings
{
    /// <summary>The value of <see cref="Context"/> for the published files.</summary>
    public const string PublishedContext = "Published";

    /// <summary>The path of the user's own Dockerfile.</summary>
    public static readonly Setting<string?> File = new("DockerBuildFile", SettingParsers.Text)
    {
        SimilarNames = ["Dockerfile"],
        Fallbacks = ["DockerfileFile"],
        Default = "generated",
        Summary = "Your own Dockerfile. It is built unchanged.",
    };

    /// <summary>The build context of the user's own Dockerfile.</summary>
    public static readonly Setting<string?> Context = new("DockerBuildContext", SettingParsers.Text)
    {
        Fallbacks = ["DockerfileContext"],
        Default = "the Dockerfile's folder",
        Summary =
            "The build context of your own Dockerfile: a folder, filtered by its `.dockerignore`, or `Published` "
            + "for the published files.",
    };

    /// <summary>The form of an ejected Dockerfile.</summary>
    public static readonly Setting<EjectKind> Eject = new(
        "DockerEject",
        SettingParsers.OneOf<EjectKind>("source or published")
    )
    {
        Default = "source",
        Summary =
            "The form of the Dockerfile that the target `EjectDockerfile` writes ([details](eject.md)): `source` "
            + "compiles the app in the image build, and `published` copies the published files.",
    };

    /// <summary>The builder: classic, BuildKit or automatic.</summary>
    public static readonly Setting<BuilderKind> Builder = new(
        "DockerBuilder",
        SettingParsers.OneOf<BuilderKind>("auto, classic or buildkit")
    )
    {
        Default = "auto",
        Summary =
            "`classic`, `buildkit` or `auto`. With `auto`, BuildKit is used if the engine has it "
            + "([details](how-it-works.md#choice-of-the-builder)).",
    };

    /// <summary>The stage of the user's own Dockerfile to build.</summary>
    public static readonly Setting<string?> Target = new("DockerBuildTarget", SettingParsers.Text)
    {
        SimilarNames = ["DockerTarget", "DockerStage"],
        Default = "the last stage",
        Summary = "The stage of your own Dockerfile to build.",
    };

    /// <summary>The network of RUN instructions.</summary>
    public static readonly Setting<string?> Network = new("DockerBuildNetwork", SettingParsers.Text)
    {
        SimilarNames = ["DockerNetwork"],
        Default = "the engine's",
        Summary = "The network of `RUN` instructions: `host`, `none`, …",
    };

    /// <summary>The switch to build without the cache.</summary>
    public static readonly Setting<bool> NoCache = new("DockerBuildNoCache", SettingParsers.Switch(false))
    {
        SimilarNames = ["DockerNoCache"],
        Default = "false",
        DefaultValue = "false",
        Summary = "True to build every step without the cache.",
    };

    /// <summary>True if the image contains the metadata that BuildKit requires to use it as a cache.</summary>
    public static readonly Setting<bool> CacheTo = new("DockerBuildCacheTo", SettingParsers.InlineCache)
    {
        SimilarNames = ["DockerCacheTo"],
        Summary =
            "`inline` to add cache metadata to the image, so that other machines can use it in `DockerBuildCacheFrom`. "
            + "`DockerBuildCacheFrom` implies it. Requires BuildKit. The engine's API does not support other "
            + "exporters, such as `type=registry`.",
    };

    /// <summary>The switch to build even if the image is up to date.</summary>
    public static readonly Setting<bool> Force = new("DockerForceBuild", SettingParsers.Switch(false))
    {
        SimilarNames = ["DockerForce", "DockerRebuild"],
        Default = "false",
        DefaultValue = "false",
        Summary = "True to build even if nothing has changed since the last build.",
    };

    /// <summary>The path of the build record.</summary>
    public static readonly Setting<string?> MetadataFile = new("DockerMetadataFile", SettingParsers.Text)
    {
        Default = "`obj/…/docker/image.json`",
        Summary =
            "The path of a JSON file with the image id, tags, digests and layers ([format](ci.md#imagejson)). The "
            + "next build compares its inputs with this file.",
    };

    /// <summary>The path of the layer report.</summary>
    public static readonly Setting<string?> Report = new("DockerReport", SettingParsers.Text)
    {
        SimilarNames = ["DockerReportFile", "DockerLayerReport"],
        Default = "none",
        Summary =
            "A file for a report about the layers and the largest files of the image: a web page (`.html`) or Markdown "
            + "(`.md`) ([details](layer-report.md)).",
    };

    /// <summary>True if the build context consists of the published files.</summary>
    public static bool UsePublishedFiles(ProjectSettings settings) =>
        settings.Get(File) is null
        || string.Equals(settings.Get(Context), PublishedContext, StringComparison.OrdinalIgnoreCase);

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [File, Context, Eject, Builder, Target, Network, NoCache, CacheTo, Force, MetadataFile, Report];
}
