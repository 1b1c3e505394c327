using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize.Build.Settings;

/// <summary>Settings for the base image.</summary>
internal static class BaseImageSettings
{
    /// <summary>The base image.</summary>
    public static readonly Setting<string?> Image = new("DockerBaseImage", SettingParsers.Text)
    {
        SimilarNames = ["DockerBase", "DockerFrom", "DockerFromImage"],
        Fallbacks = ["ContainerBaseImage"],
        Default = "`runtime-deps`, `runtime` or `aspnet` of the app's .NET version",
        Summary = "Any image reference.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The variant of an inferred base image.</summary>
    public static readonly Setting<string?> Variant = new("DockerBaseVariant", SettingParsers.Text)
    {
        SimilarNames = ["DockerBaseTag", "DockerVariant"],
        Fallbacks = ["ContainerFamily"],
        Default = "`alpine` for musl; for trimmed and AOT apps `noble-chiseled`, from .NET 11 `resolute-chiseled`",
        Summary =
            "The part after the version in the tag of an inferred base image. If the app needs ICU and the variant "
            + "lacks it, `-extra` is added, or the build installs ICU where no such image exists.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The registry of inferred base images.</summary>
    public static readonly Setting<string?> Registry = new("DockerBaseRegistry", SettingParsers.Text)
    {
        Default = "`mcr.microsoft.com`",
        Summary = "`host[:port][/prefix]` of inferred base images: a mirror, an air-gapped registry.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>When base images are pulled.</summary>
    public static readonly Setting<PullPolicy> Pull = new(
        "DockerPull",
        SettingParsers.OneOf<PullPolicy>("Always, IfMissing or Never")
    )
    {
        SimilarNames = ["DockerPullPolicy"],
        Default = "`IfMissing`",
        DefaultValue = "IfMissing",
        Summary = "When base images are pulled: `Always` (the tag may refer to a newer image), `IfMissing`, `Never`.",
    };

    /// <summary>The platform of the image.</summary>
    public static readonly Setting<Platform?> Platform = new("DockerPlatform", SettingParsers.Platform)
    {
        SimilarNames = ["DockerArch", "DockerArchitecture"],
        Fallbacks = ["RuntimeIdentifier", "ContainerRuntimeIdentifier"],
        Default = "the engine's platform",
        Summary =
            "The platform of the image: `linux/arm64`. The base image and the result are checked for it. RUN "
            + "for another processor requires "
            + "emulation in the engine.",
    };

    /// <summary>The settings in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Image, Variant, Registry, Pull, Platform];
}
