namespace Dockerize.Builds;

/// <summary>A base image as it was at the time of a build.</summary>
/// <param name="Id">The image id.</param>
/// <param name="Digest">The digest of the image in its registry; null if the engine does not know it.</param>
internal sealed record BaseImageRecord(string Id, string? Digest);
