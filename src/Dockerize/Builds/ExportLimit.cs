namespace Dockerize.Builds;

/// <summary>The reason why an engine cannot apply options for the export of an image.</summary>
public enum ExportLimit
{
    /// <summary>The engine does not use containerd's image store.</summary>
    ImageStore,

    /// <summary>The engine is Podman.</summary>
    Podman,

    /// <summary>The classic builder builds the image.</summary>
    ClassicBuilder,
}
