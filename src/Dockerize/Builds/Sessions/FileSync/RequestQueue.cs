using Dockerize.Builds.Sessions.Grpc;

namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>
/// The files that the engine requested. A file can be requested once, after it was offered, so that the number of
/// requests is at most the number of files.
/// </summary>
/// <param name="count">The number of entries of the list.</param>
internal sealed class RequestQueue(int count) : IDisposable
{
    private readonly object gate = new();
    private readonly bool[] offered = new bool[count];
    private readonly Queue<int> requests = new();

    // One signal for each request, and one for the end.
    private readonly SemaphoreSlim signal = new(0);

    /// <summary>Allows a request for a file.</summary>
    /// <param name="id">The index of the file in the list.</param>
    public void Offer(int id)
    {
        lock (gate)
            offered[id] = true;
    }

    /// <summary>Adds a request.</summary>
    /// <param name="id">The index of the file in the list.</param>
    /// <exception cref="GrpcException">The file was not offered, or was already requested.</exception>
    public void Add(long id)
    {
        lock (gate)
        {
            if (id < 0 || id >= offered.Length || !offered[id])
                throw new GrpcException(GrpcStatus.InvalidArgument, FormattableString.Invariant($"invalid id {id}"));

            offered[id] = false;
            requests.Enqueue((int)id);
        }

        signal.Release();
    }

    /// <summary>Ends the requests.</summary>
    public void Complete() => signal.Release();

    /// <summary>Removes the first request if there is one.</summary>
    public bool TryTake(out int id)
    {
        lock (gate)
        {
            id = requests.Count > 0 ? requests.Peek() : -1;
            if (id < 0 || !signal.Wait(0))
                return false;

            requests.Dequeue();
            return true;
        }
    }

    /// <summary>Waits for a request and removes it.</summary>
    /// <returns>The index of the file in the list; null at the end of the requests.</returns>
    public async Task<int?> TakeAsync(CancellationToken cancellationToken)
    {
        await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
            return requests.Count > 0 ? requests.Dequeue() : null;
    }

    /// <inheritdoc/>
    public void Dispose() => signal.Dispose();
}
