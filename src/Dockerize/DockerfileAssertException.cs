using Dockerize.Dockerfiles;

namespace Dockerize;

/// <summary>A Dockerfile is not what a <see cref="DockerfileAssert"/> expects of it.</summary>
/// <param name="message">What was expected, and the Dockerfile with the numbers of its lines.</param>
public sealed class DockerfileAssertException(string message) : Exception(message);
