namespace Dockerize;

/// <summary>The result of saving an image to a file.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Size">The size of the file in bytes.</param>
public sealed record SavedArchive(string Path, long Size);
