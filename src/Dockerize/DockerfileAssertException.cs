using Dockerize.Dockerfiles;

namespace Dockerize;

/// <summary>A <see cref="DockerfileAssert"/> assertion failed.</summary>
/// <param name="message">The expectation, and the numbered lines of the Dockerfile.</param>
public sealed class DockerfileAssertException(string message) : Exception(message);
