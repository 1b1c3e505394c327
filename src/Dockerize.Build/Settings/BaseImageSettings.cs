using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize.Build.Settings;

/// <summary>Settings for the base image.</summary>
internal static class BaseImageSettings
{
    /// <summary>The reference of the base image.</summary>
    public static readonly Setting<string?> Image = new("DockerBaseImage", SettingParsers.Text)
    {
        SimilarNames = ["DockerBase", "DockerFrom", "DockerFromImage"],
        Fallbacks = ["ContainerBaseImage"],
        Default = "`runtime-deps`, `runtime` or `aspnet` of the app's .NET version",
        Summary = "The base image: any image reference.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The variant of an inferred base image.</summary>
    public static readonly Setting<string?> Variant = new("DockerBaseVariant", SettingParsers.Text)
    {
        SimilarNames = ["DockerBaseTag", "DockerVariant"],
        Fallbacks = ["ContainerFamily"],
        Default = "`alpine` for musl; for trimmed and AOT apps `noble-chiseled`, from .NET 11 `resolute-chiseled`",
        Summary =
            "The part after the version in the tag of an inferred base image. If the app needs ICU and the "
            + "variant lacks it, `-extra` is added. If no such image exists, the build installs ICU.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The registry of inferred base images.</summary>
    public static readonly Setting<string?> Registry = new("DockerBaseRegistry", SettingParsers.Text)
    {
        Default = "`mcr.microsoft.com`",
        Summary = "The registry of inferred base images, `host[:port][/prefix]`, for example a mirror.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The pull policy of base images.</summary>
    public static readonly Setting<PullPolicy> Pull = new(
        "DockerPull",
        SettingParsers.OneOf<PullPolicy>("Always, IfMissing or Never")
    )
    {
        SimilarNames = ["DockerPullPolicy"],
        Default = "`IfMissing`",
        DefaultValue = "IfMissing",
        Summary =
            "When base images are pulled: `Always`, `IfMissing` or `Never`. `Always` also finds a newer image "
            + "with the same tag.",
    };

    /// <summary>The switch that locks base images to a digest.</summary>
    public static readonly Setting<bool> Lock = new("DockerBaseLock", SettingParsers.Switch(false))
    {
        SimilarNames = ["DockerLock", "DockerLockBase"],
        Default = "false",
        Summary =
            "True to lock the base image to the digest in `docker.lock.json` ([details](base-lock.md)). "
            + "`dotnet build -t:UpdateDockerBase` updates the digest.",
        OwnDockerfile = OwnDockerfileUse.Ignored,
    };

    /// <summary>The platform of the image.</summary>
    // Errors always contain DockerPlatform, because the fallbacks are runtime identifiers, which are not parsed here.
    public static readonly Setting<Platform?> Platform = new(
        "DockerPlatform",
        (_, value) => SettingParsers.Platform("DockerPlatform", value)
    )
    {
        SimilarNames = ["DockerArch", "DockerArchitecture"],
        Fallbacks = ["RuntimeIdentifier", "ContainerRuntimeIdentifier"],
        Default = "the engine's platform",
        Summary =
            "The platform of the image, such as `linux/arm64`. The base image and the result must have this "
            + "platform. `RUN` for another processor requires emulation in the engine.",
    };

    /// <summary>The platforms of a multi-platform image.</summary>
    public static readonly Setting<IReadOnlyList<TargetPlatform>> Platforms = new(
        "DockerPlatforms",
        SettingParsers.Platforms
    )
    {
        SimilarNames = ["DockerMultiPlatform", "DockerTargetPlatforms"],
        Fallbacks = ["ContainerRuntimeIdentifiers"],
        Default = "one platform",
        Summary =
            "The platforms of a multi-platform image, such as `linux/amd64;linux/arm64` "
            + "([recipe](recipes.md#an-image-for-amd64-and-arm64)). Runtime identifiers, such as `linux-arm64`, are "
            + "also valid. Requires Docker 28 with containerd's image store, or Podman. `DockerPlatform` and "
            + "`ContainerRuntimeIdentifier` override it.",
    };

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Image, Variant, Registry, Pull, Lock, Platform, Platforms];
}
