using Dockerize.Engines;
using Dockerize.Reporting;

namespace Dockerize.Containers;

/// <summary>Passes if the container runs for some time, or exits with code 0.</summary>
/// <param name="image">The name of the image, for messages.</param>
/// <param name="test">The test.</param>
/// <param name="hasPorts">True if the image exposes ports, which are not reachable.</param>
internal sealed class UptimeCheck(string image, SmokeTest test, bool hasPorts) : IContainerCheck
{
    public string Start => StatusTexts.TestingUptime(image, Uptime, hasPorts);

    private TimeSpan Uptime => test.Timeout ?? SmokeTest.DefaultUptime;

    public Task<string?> TryAsync(ContainerState state, TimeSpan elapsed, CancellationToken cancellationToken) =>
        Task.FromResult(elapsed >= Uptime ? StatusTexts.TestedUptime(image, Uptime) : null);

    // An app with ports must keep running.
    public string? ResultOfExit(ContainerState state, TimeSpan elapsed) =>
        state.ExitCode == 0 && !hasPorts ? StatusTexts.TestedExit(image, elapsed) : null;

    public string? Waiting(TimeSpan elapsed) => null;
}
