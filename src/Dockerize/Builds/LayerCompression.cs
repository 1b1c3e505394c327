namespace Dockerize.Builds;

/// <summary>The compression of the layers of an image.</summary>
public enum LayerCompression
{
    /// <summary>The default of the engine: gzip for new layers. Existing layers keep their compression.</summary>
    Default,

    /// <summary>gzip, which every engine and registry supports.</summary>
    Gzip,

    /// <summary>Zstandard, which is smaller than gzip, and faster to unpack.</summary>
    Zstd,

    /// <summary>No compression.</summary>
    Uncompressed,
}
