using Dockerize.Images;

namespace Dockerize.Archives;

/// <summary>A file, and the image to save to it.</summary>
/// <param name="Names">The names of the image in the engine.</param>
/// <param name="Path">The full path of the file.</param>
internal sealed record ArchiveDefinition(IReadOnlyList<ImageReference> Names, string Path)
{
    /// <summary>The id of the image that all names must refer to; null to accept any image.</summary>
    public string? ImageId { get; init; }

    /// <summary>True if the file is compressed with gzip, which its name specifies.</summary>
    public bool IsCompressed => IsCompressedName(Path);

    /// <summary>The full path of the record of the last save; null to save every time.</summary>
    public string? RecordPath { get; init; }

    /// <summary>True if a file with this name is compressed.</summary>
    public static bool IsCompressedName(string path) =>
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);
}
