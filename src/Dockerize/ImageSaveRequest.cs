using Dockerize.Archives;
using Dockerize.Images;

namespace Dockerize;

/// <summary>A request to save an image to a file that <c>docker load</c> reads.</summary>
public sealed record ImageSaveRequest
{
    /// <summary>Initializes a request.</summary>
    /// <param name="names">
    /// The names of one or more images in the engine. All images are saved to one file, and <c>docker load</c> restores
    /// all names.
    /// </param>
    /// <param name="path">
    /// The path of the file. If it ends with <c>.gz</c> or <c>.tgz</c>, the file is compressed with gzip.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There are no names, a name is null, or the path is empty.</exception>
    public ImageSaveRequest(IReadOnlyList<ImageReference> names, string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        Names = RequireNames(names);
        Path = string.IsNullOrWhiteSpace(path)
            ? throw new ArgumentException("The path is empty.", nameof(path))
            : System.IO.Path.GetFullPath(path);
    }

    /// <summary>The names of one or more images in the engine.</summary>
    public IReadOnlyList<ImageReference> Names { get; }

    /// <summary>The full path of the file. Missing folders are created.</summary>
    public string Path { get; }

    /// <summary>
    /// The id of the image that all names must refer to. If null, each name may refer to any image.
    /// </summary>
    public string? ImageId { get; set; }

    /// <summary>True if the file is compressed with gzip.</summary>
    public bool IsCompressed => ArchiveDefinition.IsCompressedName(Path);

    /// <summary>The file and the image to save to it.</summary>
    internal ArchiveDefinition Definition => new(Names, Path) { ImageId = ImageId };

    /// <summary>Checks the names of images to save.</summary>
    internal static IReadOnlyList<ImageReference> RequireNames(IReadOnlyList<ImageReference> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == 0 || names.Contains(null!)
            ? throw new ArgumentException("There is no image to save.", nameof(names))
            : names;
    }
}
