using Dockerize.Images;

namespace Dockerize.Pushes;

/// <summary>What became of the push of a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Digest">The digest under which the registry has it; null: it was not pushed.</param>
/// <param name="Failure">Why not; null: it was, or was not even tried because the engine had failed before.</param>
internal sealed record PushedName(ImageReference Name, string? Digest, DockerizeException? Failure);
