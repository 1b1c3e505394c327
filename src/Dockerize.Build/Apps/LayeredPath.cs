namespace Dockerize.Build.Apps;

/// <summary>A path, and the layer of the file, or of the files in the folder.</summary>
/// <param name="Path">The path.</param>
/// <param name="Layer">The layer.</param>
internal sealed record LayeredPath(string Path, Layer Layer);
