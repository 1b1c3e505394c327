namespace Dockerize.Builds;

/// <summary>A file of a build context as it was at the time of a build.</summary>
/// <param name="Digest">The digest of mode and content.</param>
/// <param name="Size">The length of the content in bytes; null if it is not known.</param>
internal sealed record InputFile(string Digest, long? Size);
