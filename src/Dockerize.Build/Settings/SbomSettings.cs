namespace Dockerize.Build.Settings;

/// <summary>Settings for the SBOM (software bill of materials) of the image, and its attestations.</summary>
internal static class SbomSettings
{
    /// <summary>The switch to write an SBOM.</summary>
    public static readonly Setting<bool> Sbom = new("DockerSbom", SettingParsers.Switch(false))
    {
        OwnDockerfile = OwnDockerfileUse.Ignored,
        Default = "true if `DockerSbomFile` or `DockerAttestations` is set; otherwise false",
        Summary =
            "True to write a list of the packages and files in the image: an SBOM in the format SPDX 2.3 "
            + "([details](sbom.md)).",
    };

    /// <summary>The path of the SBOM.</summary>
    public static readonly Setting<string?> File = new("DockerSbomFile", SettingParsers.Text)
    {
        OwnDockerfile = OwnDockerfileUse.Ignored,
        Default = "`obj/…/docker/sbom.spdx.json`",
        Summary =
            "The path of the SBOM. With `DockerPlatforms`, the SBOM of each platform is in a subfolder, such as "
            + "`linux-arm64`.",
    };

    /// <summary>The switch to attach the SBOM and the provenance to the image.</summary>
    public static readonly Setting<bool> Attestations = new("DockerAttestations", SettingParsers.Switch(false))
    {
        SimilarNames = ["DockerProvenance", "DockerAttestation"],
        Default = "false",
        Summary =
            "True to attach the SBOM and the SLSA provenance to the image, which makes the image an index. Requires "
            + "containerd's image store ([details](sbom.md#attestations)).",
    };

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Sbom, File, Attestations];

    /// <summary>True if an SBOM is written.</summary>
    public static bool IsEnabled(ProjectSettings settings) =>
        settings.Properties[Sbom.Name] is null
            ? settings.Get(File) is not null || settings.Get(Attestations)
            : settings.Get(Sbom);
}
