namespace Dockerize.Containers;

/// <summary>The cause of a failed smoke test.</summary>
public enum SmokeTestFailure
{
    /// <summary>The engine could not start the container.</summary>
    NotStarted,

    /// <summary>The container exited.</summary>
    Exited,

    /// <summary>No port of the container responded to an HTTP request within the time limit.</summary>
    NoResponse,

    /// <summary>The HTTP response has an error status.</summary>
    ErrorStatus,

    /// <summary>The container did not become healthy within the time limit.</summary>
    NotHealthy,

    /// <summary>The test requests a path, but the image exposes no TCP port.</summary>
    NoPort,
}
