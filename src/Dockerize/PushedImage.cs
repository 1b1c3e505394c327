using Dockerize.Images;

namespace Dockerize;

/// <summary>The result of a push.</summary>
/// <param name="Name">The name of the image in the registry, with its tag.</param>
/// <param name="Digest">The digest of the image in the registry.</param>
public sealed record PushedImage(ImageReference Name, Digest Digest);
