using Dockerize.Images;

namespace Dockerize.Build.Bases;

/// <summary>An entry of the base lock: the digest that a base image had in its registry on a day.</summary>
/// <param name="Digest">The digest. That of a multi-platform image determines the images of all platforms.</param>
/// <param name="Date">The day of the lookup in UTC, <c>2026-11-30</c>.</param>
internal sealed record LockedBase(Digest Digest, string Date);
