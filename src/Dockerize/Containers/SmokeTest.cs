namespace Dockerize.Containers;

/// <summary>
/// A smoke test of an image: a container of the image must start and respond. An image that exposes TCP ports must
/// respond to an HTTP request. Any other image must become healthy, or keep running for a short time.
/// </summary>
public sealed record SmokeTest
{
    /// <summary>
    /// The time limit for the HTTP response or the health check, if <see cref="Timeout"/> is null: 30 seconds.
    /// </summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time for which a container without a port and without a health check must run, if <see cref="Timeout"/> is
    /// null: 5 seconds.
    /// </summary>
    public static readonly TimeSpan DefaultUptime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The path of the HTTP request, such as <c>/health</c>, which must return a status from 200 to 399. If null,
    /// <c>/</c> is requested, and any status below 500 passes.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>
    /// The time limit for the HTTP response or the health check, or the time for which a container without both must
    /// run. If null, it is <see cref="DefaultTimeout"/> or <see cref="DefaultUptime"/>.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The ports of the app, as in EXPOSE; null for all exposed ports, including those of the base image.
    /// </summary>
    internal IReadOnlyList<string>? Ports { get; init; }

    /// <summary>The value in the record of an image that has passed the test.</summary>
    internal string Id => Path ?? "true";

    /// <summary>True if an HTTP status passes the test.</summary>
    internal bool IsPassedBy(int status) => Path is null ? status < 500 : status is >= 200 and < 400;
}
