using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Contexts;
using Dockerize.Files;

namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>
/// Sends files to the engine with the protocol of tonistiigi/fsutil. The list of all files is sent first. The engine
/// compares it with the files that it has, and requests the content of the others.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="entries">The entries to offer, in the order of <see cref="PathOrder"/>.</param>
/// <param name="sent">A callback that receives the length of each sent block of content in bytes.</param>
internal sealed class FileSender(GrpcCall call, IReadOnlyList<SyncEntry> entries, Action<int> sent) : IDisposable
{
    // 84,992 bytes, below the limit of the large object heap.
    private const int BatchSize = 83 * 1024;

    private readonly GrpcBatch batch = new(BatchSize);
    private readonly RequestQueue requests = new(entries.Count);
    private readonly byte[] buffer = new byte[FileBlocks.Size];

    /// <summary>The number of files whose content was sent.</summary>
    public int FileCount { get; private set; }

    /// <summary>The length of the sent content in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Sends the files until the engine has all files that it requires.</summary>
    /// <exception cref="GrpcException">The engine reported an error or violated the protocol.</exception>
    /// <exception cref="FileChangedException">A file changed after the context was created.</exception>
    /// <exception cref="FileUnreadableException">A file cannot be read.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var receiving = ReceiveAsync(stop.Token);
        var sending = SendAsync(stop.Token);
        var first = await Task.WhenAny(receiving, sending).ConfigureAwait(false);
        if (first.Status != TaskStatus.RanToCompletion)
        {
            stop.Cancel();
            // The other task may fail only because of the cancellation. WhenAny of one task does not throw.
            var other = first == receiving ? sending : receiving;
            await Task.WhenAny(other).ConfigureAwait(false);
            _ = other.Exception;
            await first.ConfigureAwait(false);
        }

        await receiving.ConfigureAwait(false);
        await sending.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => requests.Dispose();

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await call.ReadAsync(cancellationToken).ConfigureAwait(false) is { } message)
        {
            var packet = SyncPacket.Read(message);
            switch (packet.Type)
            {
                case SyncPacketType.Request:
                    requests.Add(packet.Id);
                    break;
                case SyncPacketType.Finish:
                    requests.Complete();
                    return;
                case SyncPacketType.Error:
                    throw new GrpcException(GrpcStatus.Unknown, "the engine could not write the files");
                default:
                    throw new GrpcException(GrpcStatus.InvalidArgument, "invalid packet type");
            }
        }

        throw new GrpcException(GrpcStatus.InvalidArgument, "the call ended before the last packet");
    }

    // Content is sent before the rest of the list, so that the engine writes files while it compares the list.
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        for (var next = 0; next < entries.Count; next++)
        {
            while (requests.TryTake(out var early))
                await SendFileAsync(early, cancellationToken).ConfigureAwait(false);
            await AddAsync(SyncPacket.Stat(entries[next]), default, cancellationToken).ConfigureAwait(false);
            if (entries[next].IsFile)
                requests.Offer(next);
        }

        await AddAsync(SyncPacket.EndOfList, default, cancellationToken).ConfigureAwait(false);
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } id)
            await SendFileAsync(id, cancellationToken).ConfigureAwait(false);
        await AddAsync(SyncPacket.Finish, default, cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<int?> NextAsync(CancellationToken cancellationToken)
    {
        if (requests.TryTake(out var id))
            return id;

        // The engine may wait for packets that are not written yet.
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await requests.TakeAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SendFileAsync(int id, CancellationToken cancellationToken)
    {
        foreach (var block in entries[id].Content!.Blocks(buffer))
        {
            // A packet without content would end the file.
            if (block.Count == 0)
                continue;

            await AddAsync(SyncPacket.Part(id, block.Count), block, cancellationToken).ConfigureAwait(false);
            Length += block.Count;
            sent(block.Count);
        }

        FileCount++;
        await AddAsync(SyncPacket.Part(id, 0), default, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddAsync(ArraySegment<byte> head, ArraySegment<byte> tail, CancellationToken cancellationToken)
    {
        if (batch.TryAdd(head, tail))
            return;

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        batch.TryAdd(head, tail);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await call.WriteBatchAsync(batch, cancellationToken).ConfigureAwait(false);
        batch.Clear();
    }
}
