using Dockerize.Builds;

namespace Dockerize.Build.Settings;

/// <summary>Settings for the export of the image: how the engine stores the result of the build.</summary>
internal static class ExportSettings
{
    /// <summary>
    /// The time in the image instead of the time of the build, in seconds since 1970 (reproducible-builds.org). It is
    /// not a setting of this package, and usually an environment variable.
    /// </summary>
    public const string SourceDateEpoch = "SOURCE_DATE_EPOCH";

    /// <summary>The compression of the layers.</summary>
    public static readonly Setting<LayerCompression> Compression = new(
        "DockerCompression",
        SettingParsers.OneOf<LayerCompression>("gzip, zstd or uncompressed")
    )
    {
        SimilarNames = ["DockerImageCompression", "DockerLayerCompression"],
        Default = "the engine's",
        Summary =
            "The compression of all layers: `gzip`, `zstd` or `uncompressed`. Requires BuildKit and containerd's image "
            + "store ([details](engines.md#formats-annotations-and-compression)).",
    };

    /// <summary>The format of the image.</summary>
    public static readonly Setting<ImageFormat> Format = new(
        "DockerImageFormat",
        SettingParsers.OneOf<ImageFormat>("OCI or Docker")
    )
    {
        SimilarNames = ["DockerFormat"],
        Fallbacks = ["ContainerImageFormat"],
        Default = "`OCI` with annotations or `zstd`; otherwise the engine's",
        Summary =
            "The format of the image's manifest: `OCI` or `Docker`. Requires BuildKit and containerd's image store "
            + "([details](engines.md#formats-annotations-and-compression)).",
    };

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Compression, Format];
}
