namespace Dockerize.Containers;

/// <summary>An image failed its smoke test.</summary>
public sealed class SmokeTestException : DockerizeException
{
    private SmokeTestException(SmokeTestFailure failure, string image, string reason, Exception? innerException = null)
        : base($"The smoke test of {image} failed: {Clause(reason)}.", innerException)
    {
        Failure = failure;
        Image = image;
        Reason = reason;
    }

    /// <summary>The cause of the failure.</summary>
    public SmokeTestFailure Failure { get; }

    /// <summary>The name or the id of the image.</summary>
    public string Image { get; }

    /// <summary>The reason, as a clause.</summary>
    public string Reason { get; }

    /// <summary>The last lines of the container's log.</summary>
    public IReadOnlyList<string> Output { get; internal set; } = [];

    /// <summary>The exit code of a container that exited; null for other failures.</summary>
    public int? ExitCode { get; internal init; }

    /// <summary>The status of the HTTP response; null for other failures.</summary>
    public int? Status { get; internal init; }

    internal static SmokeTestException NotStarted(string image, string engineMessage, Exception? innerException) =>
        new(
            SmokeTestFailure.NotStarted,
            image,
            $"the engine could not start the container: {engineMessage}",
            innerException
        );

    internal static SmokeTestException Exited(string image, int exitCode, bool isOutOfMemory, TimeSpan duration) =>
        new(
            SmokeTestFailure.Exited,
            image,
            FormattableString.Invariant(
                $"the container exited with code {exitCode} after {duration.TotalSeconds:0.#} seconds"
            ) + (isOutOfMemory ? ", because it ran out of memory" : "")
        )
        {
            ExitCode = exitCode,
        };

    internal static SmokeTestException NoResponse(string image, string port, TimeSpan limit, string reason) =>
        new(
            SmokeTestFailure.NoResponse,
            image,
            FormattableString.Invariant($"no HTTP response from {port} within {limit.TotalSeconds:0.#} seconds: ")
                + reason
        );

    internal static SmokeTestException ErrorStatus(string image, string path, int status) =>
        new(
            SmokeTestFailure.ErrorStatus,
            image,
            FormattableString.Invariant($"GET {path} returned the HTTP status {status}")
        )
        {
            Status = status,
        };

    internal static SmokeTestException NotHealthy(string image, TimeSpan limit, string output) =>
        new(
            SmokeTestFailure.NotHealthy,
            image,
            FormattableString.Invariant($"the container did not become healthy within {limit.TotalSeconds:0.#} seconds")
                + (output.Trim().Length > 0 ? $": {output.Trim()}" : "")
        );

    internal static SmokeTestException NoPort(string image, string path) =>
        new(SmokeTestFailure.NoPort, image, $"it requests {path}, but the image exposes no TCP port");
}
