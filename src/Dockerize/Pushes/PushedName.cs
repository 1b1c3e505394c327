using Dockerize.Images;

namespace Dockerize.Pushes;

/// <summary>The result of a push of one name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Digest">The digest of the image in the registry; null if the name was not pushed.</param>
/// <param name="Failure">
/// The error; null if the name was pushed, or if it was not tried because an earlier push failed.
/// </param>
internal sealed record PushedName(ImageReference Name, Digest? Digest, DockerizeException? Failure);
