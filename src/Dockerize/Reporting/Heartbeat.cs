namespace Dockerize.Reporting;

/// <summary>
/// The progress of a build. It forwards messages one after another, and reports steps that run for a long time
/// (<see cref="StepRunning"/>). While bytes are transferred, <see cref="ByteMeter"/> reports them instead.
/// </summary>
internal sealed class Heartbeat : IOperationProgress
{
    /// <summary>The time between two messages about the same transfer or step.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time between two messages about a step that prints output. Loggers that show only messages of high
    /// importance do not show the output.
    /// </summary>
    private static readonly TimeSpan PrintingInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>The maximum number of steps that are reported at the same time.</summary>
    private const int MaximumLines = 4;

    private readonly IProgress<ProgressMessage> progress;
    private readonly IProgressClock clock;
    private readonly object gate = new();

    // The keys are steps and the ids of phases.
    private readonly Dictionary<object, Activity> running = [];
    private TimeSpan? lastTransfer;
    private bool isOver;

    private Heartbeat(IProgress<ProgressMessage> progress, IProgressClock clock) =>
        (this.progress, this.clock) = (progress, clock);

    /// <summary>Runs a build. After its end, messages that still arrive are discarded.</summary>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="build">A function that builds and reports to the given receiver.</param>
    /// <param name="clock">The clock; null for the clock of the system.</param>
    public static async Task<T> RunAsync<T>(
        IProgress<ProgressMessage>? progress,
        Func<IProgress<ProgressMessage>?, Task<T>> build,
        IProgressClock? clock = null
    )
    {
        if (progress is null)
            return await build(null).ConfigureAwait(false);

        var heartbeat = new Heartbeat(progress, clock ?? SystemProgressClock.Instance);
        using var stop = new CancellationTokenSource();
        var beats = heartbeat.BeatAsync(stop.Token);
        try
        {
            return await build(heartbeat).ConfigureAwait(false);
        }
        finally
        {
            heartbeat.End();
            stop.Cancel();
            await beats.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Report(ProgressMessage value)
    {
        lock (gate)
        {
            if (!isOver && Observe(value))
                progress.Report(value);
        }
    }

    /// <inheritdoc/>
    public void BeginStep(BuildStep step)
    {
        lock (gate)
        {
            running.Clear();
            running[step] = new Activity(step, clock.Now) { IsPending = true };
        }
    }

    /// <inheritdoc/>
    public void BeginPhase(string id, string name)
    {
        lock (gate)
            running[id] = new Activity(BuildStep.Shorten(name), clock.Now);
    }

    /// <inheritdoc/>
    public void EndPhase(string id)
    {
        lock (gate)
            running.Remove(id);
    }

    /// <inheritdoc/>
    public void BeginTransfer()
    {
        lock (gate)
            lastTransfer = clock.Now;
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await clock.WaitAsync(Tick, cancellationToken).ConfigureAwait(false);
            lock (gate)
            {
                if (!isOver)
                    ReportRunning();
            }
        }
    }

    private void End()
    {
        lock (gate)
            isOver = true;
    }

    // A transfer that continues is reported again within an interval, up to the length of a block later.
    private void ReportRunning()
    {
        var now = clock.Now;
        if (now - lastTransfer <= Interval + Tick)
            return;

        var due = running.Values.Where(activity => activity.IsDue(now)).OrderBy(activity => activity.Start).ToList();
        foreach (var activity in due)
            activity.LastReport = now;
        foreach (var activity in due.Take(MaximumLines))
        {
            // A step that has run for so long is usually not in the cache.
            if (activity is { IsPending: true, Step: { } step })
                progress.Report(new StepStarted(step, isCached: false));
            activity.IsPending = false;
            progress.Report(new StepRunning(activity.Name, now - activity.Start, activity.Step));
        }
    }

    // Returns false for a message that was already reported.
    private bool Observe(ProgressMessage message)
    {
        switch (message)
        {
            case StepStarted started:
                return Observe(started);
            case StepFinished finished:
                running.Remove(finished.Step);
                return true;
            case OutputLine { Step: { } step } when running.TryGetValue(step, out var printing):
                printing.LastOutput = clock.Now;
                return true;
            case TransferProgress { Layer: null }:
                lastTransfer = clock.Now;
                return true;
            default:
                return true;
        }
    }

    // The start of a pending step may already have been reported.
    private bool Observe(StepStarted message)
    {
        if (!running.TryGetValue(message.Step, out var step))
        {
            running[message.Step] = new Activity(message.Step, clock.Now);
            return true;
        }

        var isNew = step.IsPending;
        step.IsPending = false;
        return isNew;
    }

    /// <summary>A step or a phase that runs.</summary>
    private sealed class Activity
    {
        public Activity(string name, TimeSpan start)
        {
            Name = name;
            Start = LastReport = LastOutput = start;
        }

        public Activity(BuildStep step, TimeSpan start)
            : this(step.ToString(), start) => Step = step;

        public string Name { get; }

        public BuildStep? Step { get; }

        public TimeSpan Start { get; }

        /// <summary>True if the start of the step was not reported yet.</summary>
        public bool IsPending { get; set; }

        public TimeSpan LastReport { get; set; }

        public TimeSpan LastOutput { get; set; }

        public bool IsDue(TimeSpan now) =>
            now - LastReport >= (now - LastOutput >= Interval ? Interval : PrintingInterval);
    }
}
