using Dockerize.Engines;
using Dockerize.Reporting;

namespace Dockerize.Containers;

/// <summary>Passes if the container becomes healthy.</summary>
/// <param name="image">The name of the image, for messages.</param>
/// <param name="test">The test.</param>
/// <param name="hasPorts">True if the image exposes ports, which are not reachable.</param>
internal sealed class HealthStatusCheck(string image, SmokeTest test, bool hasPorts) : IContainerCheck
{
    /// <summary>The engine's word for a container whose last health check passed.</summary>
    public const string Healthy = "healthy";

    public string Start => StatusTexts.TestingHealth(image, hasPorts);

    // A failed health check is repeated until the time limit, because the app may still be starting.
    public Task<string?> TryAsync(ContainerState state, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        if (state.Health == Healthy)
            return Task.FromResult<string?>(StatusTexts.TestedHealth(image, elapsed));

        var limit = test.Timeout ?? SmokeTest.DefaultTimeout;
        return elapsed < limit
            ? Task.FromResult<string?>(null)
            : throw SmokeTestException.NotHealthy(image, limit, state.HealthOutput);
    }

    public string? ResultOfExit(ContainerState state, TimeSpan elapsed) => null;

    public string? Waiting(TimeSpan elapsed) => StatusTexts.WaitingForHealth(image, elapsed);
}
