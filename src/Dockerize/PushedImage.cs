using Dockerize.Images;

namespace Dockerize;

/// <summary>An image in a registry after a push.</summary>
/// <param name="Name">The name, with its tag.</param>
/// <param name="Digest">The digest under which the registry has it.</param>
public sealed record PushedImage(ImageReference Name, Digest Digest);
