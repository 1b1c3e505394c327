using Dockerize.Engines;
using Dockerize.Reporting;

namespace Dockerize.Containers;

/// <summary>A container that is removed after its use.</summary>
/// <param name="api">The API of the engine.</param>
/// <param name="id">The id of the container.</param>
internal sealed class TestContainer(EngineApi api, string id)
{
    /// <summary>The time for the removal after a cancellation. An engine first stops a running container.</summary>
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(5);

    /// <summary>Creates a container.</summary>
    public static async Task<TestContainer> CreateAsync(
        EngineApi api,
        ContainerConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        // If the creation were canceled before its response arrives, the id of the container would be unknown and the
        // container would remain.
        using var grace = new GracePeriod(cancellationToken);
        return new TestContainer(api, await api.CreateContainerAsync(configuration, grace.Token).ConfigureAwait(false));
    }

    /// <summary>Starts the container.</summary>
    /// <exception cref="EngineRefusedException">The engine cannot start it.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => api.StartContainerAsync(id, cancellationToken);

    /// <summary>Inspects the container.</summary>
    public Task<ContainerState> InspectAsync(CancellationToken cancellationToken) =>
        api.InspectContainerAsync(id, cancellationToken);

    /// <summary>Reads the last lines of the log.</summary>
    /// <returns>The lines; or one line with the reason why the engine cannot read the log.</returns>
    public async Task<IReadOnlyList<string>> ReadLogAsync(CancellationToken cancellationToken)
    {
        using var log = new ContainerLog();
        try
        {
            await api.ReadContainerLogAsync(id, ContainerLog.LineCount, log, cancellationToken).ConfigureAwait(false);
            return log.Complete();
        }
        catch (EngineException exception)
        {
            // The log is a detail of another error. Some log drivers do not support reading.
            return [StatusTexts.NoContainerLog(exception.Message)];
        }
    }

    /// <summary>
    /// Removes the container, even if it is running. A failure is reported as a message, so that it does not replace
    /// the result or the error of the test.
    /// </summary>
    /// <param name="progress">The receiver of the message; null for none.</param>
    /// <param name="cancellationToken">A token whose cancellation limits the time for the call.</param>
    public async Task RemoveAsync(IProgress<ProgressMessage>? progress, CancellationToken cancellationToken)
    {
        using var grace = new GracePeriod(cancellationToken, RemovalLimit);
        try
        {
            await api.RemoveContainerAsync(id, grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EngineException or OperationCanceledException)
        {
            progress.ReportStatus(StatusTexts.ContainerNotRemoved(id, exception.Message));
        }
    }
}
