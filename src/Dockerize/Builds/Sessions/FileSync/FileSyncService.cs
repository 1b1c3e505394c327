using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Contexts;
using Dockerize.Reporting;

namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>
/// Sends the files of a build context that the engine does not have (<c>moby.filesync.v1.FileSync</c>).
/// </summary>
internal sealed class FileSyncService : IGrpcService
{
    private readonly Dictionary<string, Lazy<SyncFolder>> folders;
    private readonly IProgress<ProgressMessage>? progress;
    private int hasReported;

    /// <summary>Initializes a service.</summary>
    /// <param name="folders">The folders that the engine can request.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    public FileSyncService(IReadOnlyList<ContextFolder> folders, IProgress<ProgressMessage>? progress)
    {
        // The engine requests a folder several times, such as for the ignore file and for the context.
        this.folders = folders.ToDictionary(
            folder => folder.Name,
            folder => new Lazy<SyncFolder>(() => new SyncFolder(folder)),
            StringComparer.Ordinal
        );
        this.progress = progress;
        Methods = new Dictionary<string, GrpcMethod>(StringComparer.Ordinal)
        {
            ["/moby.filesync.v1.FileSync/DiffCopy"] = SendAsync,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, GrpcMethod> Methods { get; }

    private async Task SendAsync(GrpcCall call, CancellationToken cancellationToken)
    {
        var request = SyncRequest.Read(call);
        if (!folders.TryGetValue(request.Folder, out var folder))
            throw new GrpcException(GrpcStatus.NotFound, $"the session has no folder '{request.Folder}'");

        var entries = request.Select(folder.Value, cancellationToken);
        using var sender = new FileSender(call, entries, new ByteMeter(TransferKind.Sent, progress).Add);
        await sender.RunAsync(cancellationToken).ConfigureAwait(false);
        if (request is not { Folder: ContextFolder.ContextName, IsForIgnoreFile: false })
            return;

        // After a transfer build, the engine requests the list again, but no files.
        var isFirst = Interlocked.Exchange(ref hasReported, 1) == 0;
        if (isFirst || sender.FileCount > 0)
        {
            var files = entries.Count(entry => entry.IsFile);
            progress.ReportStatus(StatusTexts.Sent(sender.FileCount, files, sender.Length));
        }
    }
}
