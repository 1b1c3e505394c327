namespace Dockerize.Builds;

/// <summary>A base image at the time of a build.</summary>
/// <param name="Id">The image id.</param>
/// <param name="Digest">The digest under which its registry has it; null if it did not come from a registry.</param>
internal sealed record BaseImageRecord(string Id, string? Digest);
