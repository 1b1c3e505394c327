using System.Diagnostics;
using Dockerize.Engines;
using Dockerize.Reporting;

namespace Dockerize.Containers;

/// <summary>Passes if a port of the container responds to an HTTP request.</summary>
/// <param name="image">The name of the image, for messages.</param>
/// <param name="test">The test.</param>
/// <param name="ports">The published ports of the container. There is at least one.</param>
internal sealed class HttpCheck(string image, SmokeTest test, IReadOnlyList<int> ports) : IContainerCheck, IDisposable
{
    /// <summary>
    /// The time limit for one of several ports, so that a port without HTTP does not prevent a request to the next one.
    /// </summary>
    private static readonly TimeSpan LimitOfPort = TimeSpan.FromSeconds(5);

    private static readonly string[] ContainerMarks = ["/.dockerenv", "/run/.containerenv"];

    // In a container that shares the engine's socket, 127.0.0.1 is that container and not the engine's machine. The
    // other container is then reachable through the network of the containers.
    private readonly bool isInContainer = Array.Exists(ContainerMarks, File.Exists);
    private readonly HttpProbe probe = new();
    private HttpResult? last;

    public string Start => StatusTexts.TestingPort(image, Path, PortNames);

    private TimeSpan Limit => test.Timeout ?? SmokeTest.DefaultTimeout;

    private string Path => test.Path ?? "/";

    private string PortNames =>
        (ports.Count == 1 ? "port " : "ports ")
        + string.Join(", ", ports.Select(port => FormattableString.Invariant($"{port}")));

    public void Dispose() => probe.Dispose();

    public async Task<string?> TryAsync(ContainerState state, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        if (test.Path is null && state.Health == HealthStatusCheck.Healthy)
            return StatusTexts.TestedHealth(image, elapsed);

        if (elapsed >= Limit)
            throw Failure();

        var clock = Stopwatch.StartNew();
        var results = new List<HttpResult>();
        foreach (var port in ports)
        {
            var rest = Limit - elapsed - clock.Elapsed;
            if (rest <= TimeSpan.Zero)
                break;

            var limit = ports.Count > 1 && rest > LimitOfPort ? LimitOfPort : rest;
            var result = await RequestAsync(state, port, limit, cancellationToken).ConfigureAwait(false);
            if (result.Status is { } status && test.IsPassedBy(status))
                return StatusTexts.TestedPort(image, Path, status, elapsed + clock.Elapsed);

            results.Add(result);
        }

        last = results.Find(result => result.Status is not null) ?? results.FirstOrDefault() ?? last;
        if (results.Count == ports.Count && results.TrueForAll(result => !result.IsTemporary))
            throw Failure();

        return null;
    }

    // A container that exits can no longer respond.
    public string? ResultOfExit(ContainerState state, TimeSpan elapsed) => null;

    public string? Waiting(TimeSpan elapsed) => StatusTexts.WaitingForPort(image, PortNames, elapsed);

    private SmokeTestException Failure() =>
        last?.Status is { } status
            ? SmokeTestException.ErrorStatus(image, Path, status)
            : SmokeTestException.NoResponse(image, PortNames, Limit, last?.Reason ?? "the container started too late");

    private async Task<HttpResult> RequestAsync(
        ContainerState state,
        int port,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var result = new HttpResult(null, "the engine did not publish the port");
        foreach (var (host, number) in Hosts(state, port))
        {
            // The path is appended to the text, because `//` at its start would be parsed as a host.
            var address = new Uri(FormattableString.Invariant($"http://{host}:{number}{Path}"));
            result = await probe.GetAsync(address, limit, cancellationToken).ConfigureAwait(false);
            if (result.Status is not null)
                break;
        }

        return result;
    }

    private IEnumerable<(string Host, int Port)> Hosts(ContainerState state, int port)
    {
        if (state.PublishedPorts.TryGetValue(port, out var published))
            yield return ("127.0.0.1", published);
        if (!isInContainer)
            yield break;
        foreach (var address in state.Addresses)
            yield return (address, port);
    }
}
