using System.Diagnostics;
using System.Globalization;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Containers;

/// <summary>Runs a smoke test: it starts a container, checks it, and removes it.</summary>
/// <param name="api">The API of the engine.</param>
/// <param name="test">The test.</param>
internal sealed class SmokeTestRun(EngineApi api, SmokeTest test)
{
    /// <summary>The maximum number of ports to publish.</summary>
    private const int MaximumPorts = 10;

    private const string TcpSuffix = "/tcp";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The time between two messages about the same check.</summary>
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time between two health checks. The first one runs after this time. The default of engines, 30 seconds, is
    /// too long for a test.
    /// </summary>
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(1);

    /// <summary>The time for the last lines of the log to arrive in the engine.</summary>
    private static readonly TimeSpan LogDelay = TimeSpan.FromMilliseconds(300);

    /// <summary>Tests the image for the platform of the engine.</summary>
    /// <param name="images">The image, or the images of an image index.</param>
    /// <param name="name">The name of the image, for messages.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the test. The container is then removed too.</param>
    /// <returns>True if the image passed; false if no image is for the platform of the engine.</returns>
    /// <exception cref="SmokeTestException">The image failed.</exception>
    /// <exception cref="EngineException">The engine stopped responding.</exception>
    public async Task<bool> RunAsync(
        IReadOnlyList<ImageInspection> images,
        string name,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var version = await api.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        var architecture = EngineJson.Text(version["Arch"]) ?? "";
        var image = images.FirstOrDefault(each => architecture is "" || each.Architecture == architecture);
        if (image is null)
        {
            progress.ReportStatus(StatusTexts.TestSkipped(name, images.Select(each => each.Platform), architecture));
            return false;
        }

        var ports = PortsOf(image);
        if (test.Path is { } path && ports.Count == 0)
            throw SmokeTestException.NoPort(name, path);

        using var http = ports.Count > 0 && api.Endpoint.IsLocal ? new HttpCheck(name, test, ports) : null;
        // Podman runs health checks only with systemd.
        var hasHealth = image.HasHealthCheck && !api.Info.IsPodman;
        IContainerCheck check =
            http
            ?? (
                hasHealth
                    ? new HealthStatusCheck(name, test, ports.Count > 0)
                    : new UptimeCheck(name, test, ports.Count > 0) as IContainerCheck
            );
        var configuration = new ContainerConfiguration(image.Id)
        {
            PublishedPorts = http is null ? [] : ports,
            HealthCheckInterval = hasHealth ? HealthInterval : null,
        };
        progress.ReportStatus(check.Start);
        var result = await RunAsync(configuration, check, name, progress, cancellationToken).ConfigureAwait(false);
        progress.ReportStatus(result);
        return true;
    }

    private async Task<string> RunAsync(
        ContainerConfiguration configuration,
        IContainerCheck check,
        string name,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var container = await TestContainer.CreateAsync(api, configuration, cancellationToken).ConfigureAwait(false);
        try
        {
            await StartAsync(container, name, cancellationToken).ConfigureAwait(false);
            return await WatchAsync(container, check, name, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (SmokeTestException failure) when (failure.Failure != SmokeTestFailure.NotStarted)
        {
            await Task.Delay(LogDelay, cancellationToken).ConfigureAwait(false);
            failure.Output = await container.ReadLogAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await container.RemoveAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task StartAsync(TestContainer container, string name, CancellationToken cancellationToken)
    {
        try
        {
            await container.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (EngineRefusedException exception)
        {
            throw SmokeTestException.NotStarted(name, exception.EngineMessage, exception);
        }
    }

    private static async Task<string> WatchAsync(
        TestContainer container,
        IContainerCheck check,
        string name,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        var reported = TimeSpan.Zero;
        while (true)
        {
            var state = await container.InspectAsync(cancellationToken).ConfigureAwait(false);
            var elapsed = clock.Elapsed;
            if (!state.IsRunning)
                return check.ResultOfExit(state, elapsed)
                    ?? throw SmokeTestException.Exited(name, state.ExitCode, state.IsOutOfMemory, elapsed);
            if (await check.TryAsync(state, elapsed, cancellationToken).ConfigureAwait(false) is { } result)
                return result;

            if (clock.Elapsed - reported >= ReportInterval && check.Waiting(clock.Elapsed) is { } waiting)
            {
                reported = clock.Elapsed;
                progress.ReportStatus(waiting);
            }

            await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    // The TCP ports of the app that the image exposes.
    private List<int> PortsOf(ImageInspection image) =>
        [
            .. image
                .ExposedPorts.Where(port => port.EndsWith(TcpSuffix, StringComparison.Ordinal))
                .Select(port => NumberOf(port.Substring(0, port.Length - TcpSuffix.Length)))
                .Where(port => port > 0 && (test.Ports is null || test.Ports.Any(range => Contains(range, port))))
                .OrderBy(port => port)
                .Take(MaximumPorts),
        ];

    // A range as in EXPOSE: `8080`, `8000-8010`, `8080/tcp`.
    private static bool Contains(string range, int port)
    {
        var limits = range.Split('/')[0].Split('-');
        return !range.EndsWith("/udp", StringComparison.OrdinalIgnoreCase)
            && !range.EndsWith("/sctp", StringComparison.OrdinalIgnoreCase)
            && NumberOf(limits[0]) <= port
            && port <= NumberOf(limits[limits.Length - 1]);
    }

    private static int NumberOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
