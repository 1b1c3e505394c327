using Dockerize.Images;

namespace Dockerize.Pushes;

/// <summary>The result of a push of one name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Digest">The digest under which the registry has it; null if it was not pushed.</param>
/// <param name="Failure">
/// The error; null if the name was pushed, or not tried because the engine had failed before.
/// </param>
internal sealed record PushedName(ImageReference Name, Digest? Digest, DockerizeException? Failure);
