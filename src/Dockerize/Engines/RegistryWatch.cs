using Dockerize.Reporting;

namespace Dockerize.Engines;

/// <summary>
/// Monitors a call in which an engine waits for a registry. Reports the time since the last message, and ends the call
/// when that time exceeds the limit. The timeout of the engine does not end the call, because a waiting engine still
/// responds to pings.
/// </summary>
/// <param name="registry">The registry, <c>host[:port]</c>.</param>
/// <param name="timeout">The timeout of the engine, from which the limits are derived.</param>
/// <param name="progress">The receiver of the messages about the waiting time.</param>
internal sealed class RegistryWatch(string registry, TimeSpan timeout, IProgress<ProgressMessage>? progress)
{
    /// <summary>
    /// The limit of a transfer, as a multiple of the engine's timeout. A registry sends nothing while it stores a large
    /// layer.
    /// </summary>
    private const int TransferTimeouts = 3;

    /// <summary>The time before the first report is the engine's timeout divided by this number.</summary>
    private const int FirstReport = 10;

    /// <summary>The longest time without a message during a transfer.</summary>
    public TimeSpan Limit => TimeSpan.FromTicks(timeout.Ticks * TransferTimeouts);

    /// <summary>
    /// Waits for a response, and reports the waiting time. There is no limit, because the call itself ends with the
    /// engine's timeout.
    /// </summary>
    /// <param name="answer">The task of the call.</param>
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

    /// <summary>Runs a transfer, and cancels it if no message arrives within <see cref="Limit"/>.</summary>
    /// <param name="messages">The receiver of the messages of the transfer.</param>
    /// <param name="transfer">A function that starts the transfer.</param>
    /// <param name="cancellationToken">A token that cancels the transfer.</param>
    /// <returns>
    /// True if the transfer ended; false if it was canceled because no message arrived within the limit.
    /// </returns>
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

    // Returns when the silence reaches the limit, or after a cancellation. The interval doubles with each report.
    private async Task WatchAsync(ConnectionActivity activity, TimeSpan limit, CancellationToken cancellationToken)
    {
        var next = TimeSpan.FromTicks(timeout.Ticks / FirstReport);
        var report = next;
        while (!cancellationToken.IsCancellationRequested && activity.Silence < limit)
        {
            var silence = activity.Silence;
            if (silence >= report)
            {
                progress.ReportStatus(StatusTexts.Waiting(registry, silence));
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

    // Task.WhenAny completes without an exception when the delay is canceled.
    private static async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await Task.WhenAny(Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, cancellationToken))
            .ConfigureAwait(false);

    // Records activity only if the state of a layer changes. With containerd's image store, an engine repeats the state
    // of each layer ten times a second.
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
