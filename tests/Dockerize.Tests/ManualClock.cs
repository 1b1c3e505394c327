namespace Dockerize.Tests;

/// <summary>A clock that a test moves forward. Waiting code continues on the thread of the test.</summary>
internal sealed class ManualClock : IProgressClock
{
    private readonly List<(TimeSpan End, TaskCompletionSource<bool> Task)> waits = [];

    public TimeSpan Now { get; private set; }

    /// <summary>The number of calls that wait.</summary>
    public int Waits => waits.Count;

    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var task = new TaskCompletionSource<bool>();
        waits.Add((Now + time, task));
        cancellationToken.Register(() => Complete(wait => wait.Task == task));
        return task.Task;
    }

    /// <summary>Moves the clock forward, one second at a time.</summary>
    public void Advance(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Now += TimeSpan.FromSeconds(1);
            Complete(wait => wait.End <= Now);
        }
    }

    private void Complete(Predicate<(TimeSpan End, TaskCompletionSource<bool> Task)> isOver)
    {
        var over = waits.FindAll(isOver);
        waits.RemoveAll(isOver);
        foreach (var wait in over)
            wait.Task.TrySetResult(true);
    }
}
