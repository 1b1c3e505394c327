namespace Dockerize.Builds;

/// <summary>What a base image was when it was built upon.</summary>
/// <param name="Id">Its image id.</param>
/// <param name="Digest">The digest under which its registry has it; null: it came from no registry.</param>
internal sealed record BaseImageRecord(string Id, string? Digest);
