namespace Dockerize.Builds;

/// <summary>An image of an image index as it was after the build.</summary>
/// <param name="Id">The image id.</param>
/// <param name="Digest">The digest of its manifest; null if the engine does not store manifests.</param>
internal sealed record PlatformRecord(string Id, string? Digest);
