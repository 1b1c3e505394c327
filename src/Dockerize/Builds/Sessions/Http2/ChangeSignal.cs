namespace Dockerize.Builds.Sessions.Http2;

/// <summary>
/// A change of state that tasks wait for. The owner of the state calls all members within its lock, except
/// <see cref="WaitAsync"/>.
/// </summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource<bool>? next;

    /// <summary>A task that ends with the next change.</summary>
    public Task Next => (next ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Reports a change.</summary>
    public void Raise()
    {
        next?.TrySetResult(true);
        next = null;
    }

    /// <summary>Waits for a change.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task WaitAsync(Task change, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellationToken.Register(() => canceled.TrySetResult(true)))
                await Task.WhenAny(change, canceled.Task).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await change.ConfigureAwait(false);
    }
}
