using Dockerize.Contexts;
using Dockerize.Engines;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>Sends the whole build context as a tar archive in the body of the build request.</summary>
/// <param name="context">The build context.</param>
/// <param name="progress">The receiver of progress messages; null for none.</param>
/// <param name="builder">The name of the builder in progress messages; empty for the classic builder.</param>
internal sealed class ArchiveTransfer(BuildContext context, IProgress<ProgressMessage>? progress, string builder = "")
    : IContextTransfer
{
    private const string Phase = "send";

    /// <summary>The clock of progress messages.</summary>
    public IProgressClock Clock { get; init; } = SystemProgressClock.Instance;

    /// <inheritdoc/>
    public string DockerfilePath => context.DockerfilePath;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, string? Value)> Query => [];

    /// <inheritdoc/>
    public BodyWriter Body =>
        (stream, written, token) =>
        {
            progress.ReportStatus(StatusTexts.Sending(context.FileCount, context.Size, builder));
            progress.BeginPhase(Phase, "sending the build context");
            var meter = new ByteMeter(TransferKind.Sent, progress, Clock) { Total = context.Size };
            return context.WriteTarAsync(stream, written, token, meter.Add);
        };

    /// <inheritdoc/>
    public void Complete() => progress.EndPhase(Phase);
}
