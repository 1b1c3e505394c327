using Dockerize.Reporting;

namespace Dockerize.Engines;

/// <summary>
/// Watches a call in which an engine waits for a registry: reports how long the registry has been silent, and ends the
/// call when the silence is too long. An engine that waits answers pings, so its own timeout does not end the call.
/// </summary>
/// <param name="registry">The registry.</param>
/// <param name="timeout">The timeout of the engine, from which the limits are derived.</param>
/// <param name="progress">Receives the reports.</param>
internal sealed class RegistryWatch(string registry, TimeSpan timeout, IProgress<ProgressMessage>? progress)
{
    /// <summary>
    /// The limit of a transfer in timeouts of the engine. A registry is silent while it stores a large layer.
    /// </summary>
    private const int TransferTimeouts = 3;

    /// <summary>The part of the timeout after which a silence is reported for the first time.</summary>
    private const int FirstReport = 10;

    /// <summary>The limit of the silence in a transfer.</summary>
    public TimeSpan Limit => TimeSpan.FromTicks(timeout.Ticks * TransferTimeouts);

    /// <summary>Waits for an answer, and reports how long it takes. The engine's timeout ends the call.</summary>
    public async Task<T> WaitAsync<T>(Task<T> answer)
    {
        using var stop = new CancellationTokenSource();
        var reports = WatchAsync(new ConnectionActivity(), TimeSpan.MaxValue, stop.Token);
        try
        {
            return await answer.ConfigureAwait(false);
        }
        finally
        {
            stop.Cancel();
            await reports.ConfigureAwait(false);
        }
    }

    /// <summary>Runs a transfer, and ends it if no message arrives within the limit.</summary>
    /// <param name="messages">Receives the messages of the transfer.</param>
    /// <param name="transfer">Starts the transfer.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <returns>False if the registry was silent for too long.</returns>
    public async Task<bool> RunAsync(
        IProgress<EngineMessage> messages,
        Func<IProgress<EngineMessage>, CancellationToken, Task> transfer,
        CancellationToken cancellationToken
    )
    {
        var activity = new ConnectionActivity();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchAsync(activity, Limit, stop.Token);
        var work = transfer(new NotingProgress(messages, activity), stop.Token);
        var isSilent = await Task.WhenAny(work, watch).ConfigureAwait(false) == watch && !stop.IsCancellationRequested;
        stop.Cancel();
        await watch.ConfigureAwait(false);
        try
        {
            await work.ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (isSilent && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // Ends when the silence reaches the limit, or at a cancellation. Each report waits twice as long as the one before.
    private async Task WatchAsync(ConnectionActivity activity, TimeSpan limit, CancellationToken cancellationToken)
    {
        var next = TimeSpan.FromTicks(timeout.Ticks / FirstReport);
        var report = next;
        while (!cancellationToken.IsCancellationRequested && activity.Silence < limit)
        {
            var silence = activity.Silence;
            if (silence >= report)
            {
                progress.ReportStatus(
                    FormattableString.Invariant(
                        $"Waiting for {registry}: no answer to the engine for {silence.TotalSeconds:0.#} seconds"
                    )
                );
                report += report;
            }
            else if (silence < next)
            {
                report = next;
            }

            var rest = Min(report, limit) - activity.Silence;
            await DelayAsync(rest, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // A cancellation ends the wait, and is no error of it.
    private static async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await Task.WhenAny(Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, cancellationToken))
            .ConfigureAwait(false);

    // With containerd's image store, an engine repeats the state of each layer ten times a second.
    private sealed class NotingProgress(IProgress<EngineMessage> messages, ConnectionActivity activity)
        : IProgress<EngineMessage>
    {
        private readonly Dictionary<string, (string? Status, EngineMessage.TransferCount? Progress)> states = new(
            StringComparer.Ordinal
        );

        public void Report(EngineMessage value)
        {
            var (id, state) = (value.Id ?? "", (value.Status, value.Progress));
            if (!states.TryGetValue(id, out var last) || last != state)
                activity.Note();
            states[id] = state;
            messages.Report(value);
        }
    }
}
