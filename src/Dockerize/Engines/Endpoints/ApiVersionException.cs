namespace Dockerize.Engines.Endpoints;

/// <summary>
/// The API version in the environment variable <c>DOCKER_API_VERSION</c> is invalid or not supported.
/// </summary>
public sealed class ApiVersionException : DockerizeException
{
    private ApiVersionException(string message, string requested)
        : base(message) => Requested = requested;

    /// <summary>The value of the environment variable.</summary>
    public string Requested { get; }

    /// <summary>The engine that does not support the version; null if the value is not a version.</summary>
    public EngineEndpoint? Endpoint { get; private init; }

    /// <summary>The newest API version that the engine supports; null if the value is not a version.</summary>
    public Version? Newest { get; private init; }

    internal static ApiVersionException Invalid(string text) =>
        new($"Invalid API version '{text}' in {EngineApiVersion.Variable}.", text);

    internal static ApiVersionException Unsupported(EngineEndpoint endpoint, Version requested, Version newest) =>
        new(
            $"The engine at {endpoint} does not support API version {requested} in {EngineApiVersion.Variable}: "
                + $"the newest supported version is {newest}.",
            requested.ToString()
        )
        {
            Endpoint = endpoint,
            Newest = newest,
        };
}
