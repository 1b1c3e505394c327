namespace Dockerize.Builds;

/// <summary>A build option for the export of an image: how the engine stores the result of a build.</summary>
public enum ExportOption
{
    /// <summary><see cref="BuildOptions.Compression"/>.</summary>
    Compression,

    /// <summary><see cref="BuildOptions.Format"/>.</summary>
    Format,

    /// <summary><see cref="BuildOptions.Annotations"/>.</summary>
    Annotations,
}
