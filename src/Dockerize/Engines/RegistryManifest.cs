using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>The manifest or the index that a name refers to in a registry.</summary>
/// <param name="Digest">The digest.</param>
/// <param name="MediaType">The media type; empty if the engine does not report it.</param>
/// <param name="IsIndex">True for an index.</param>
internal sealed record RegistryManifest(Digest Digest, string MediaType, bool IsIndex);
