using Dockerize.Builds;

namespace Dockerize.Build.Advice;

/// <summary>Warnings about settings that an engine cannot apply when it stores an image.</summary>
internal static class ExportDiagnostics
{
    /// <summary>The warning for a setting that the engine cannot apply.</summary>
    /// <param name="setting">The property with its value, or the item type with the items.</param>
    /// <param name="limit">The reason.</param>
    public static Diagnostic Unsupported(string setting, ExportLimit limit) =>
        new("DKZ2033", $"{setting} has no effect on this image: {ReasonOf(limit)}. {ActionOf(limit)}");

    /// <summary>The warning for a setting of the SDK's container publishing that the engine cannot apply.</summary>
    /// <param name="setting">The property with its value.</param>
    /// <param name="limit">The reason.</param>
    public static Diagnostic UnsupportedSdkSetting(string setting, ExportLimit limit) =>
        new("DKZ1022", $"{setting} has no effect on this image: {ReasonOf(limit)}. {ActionOf(limit)}");

    /// <summary>The warning for annotations of an index that the image does not have.</summary>
    /// <param name="names">The names of the annotations.</param>
    public static Diagnostic NoIndex(IReadOnlyCollection<string> names) =>
        new(
            "DKZ1048",
            "Annotations with Scope=Index have no effect on an image for one platform, which has no index: "
                + $"{string.Join(", ", NameList.Lines(names))}. Set Scope=\"Manifest,Index\" on the DockerAnnotation "
                + "items, or remove them."
        );

    private static string ReasonOf(ExportLimit limit) =>
        limit switch
        {
            ExportLimit.ImageStore => "the engine does not use containerd's image store",
            ExportLimit.Podman => "Podman does not support it in builds",
            _ => "the classic builder builds it",
        };

    private static string ActionOf(ExportLimit limit) =>
        limit switch
        {
            ExportLimit.ImageStore => "Enable containerd's image store in the engine, or remove the setting.",
            ExportLimit.Podman => "Use Docker with containerd's image store, or remove the setting.",
            _ => "Set DockerBuilder=buildkit, or remove the setting.",
        };
}
