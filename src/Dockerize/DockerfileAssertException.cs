using Dockerize.Dockerfiles;

namespace Dockerize;

/// <summary>A Dockerfile is not what a <see cref="DockerfileAssert"/> expects of it.</summary>
/// <param name="message">The expectation, and the numbered lines of the Dockerfile.</param>
public sealed class DockerfileAssertException(string message) : Exception(message);
