namespace Dockerize.Reporting;

/// <summary>
/// Extension methods that report frequent kinds of messages, and operations to receivers that show them while they run.
/// </summary>
internal static class ProgressExtensions
{
    /// <summary>Reports the start or the result of an operation, with high importance.</summary>
    public static void ReportStatus(this IProgress<ProgressMessage>? progress, string text) =>
        progress?.Report(new StatusMessage(ProgressImportance.High, text));

    /// <summary>Reports a detail, with low importance.</summary>
    public static void ReportDetail(this IProgress<ProgressMessage>? progress, string text) =>
        progress?.Report(new StatusMessage(ProgressImportance.Low, text));

    /// <inheritdoc cref="IOperationProgress.BeginStep"/>
    public static void BeginStep(this IProgress<ProgressMessage>? progress, BuildStep step) =>
        (progress as IOperationProgress)?.BeginStep(step);

    /// <inheritdoc cref="IOperationProgress.BeginPhase"/>
    public static void BeginPhase(this IProgress<ProgressMessage>? progress, string id, string name) =>
        (progress as IOperationProgress)?.BeginPhase(id, name);

    /// <inheritdoc cref="IOperationProgress.EndPhase"/>
    public static void EndPhase(this IProgress<ProgressMessage>? progress, string id) =>
        (progress as IOperationProgress)?.EndPhase(id);

    /// <inheritdoc cref="IOperationProgress.BeginTransfer"/>
    public static void BeginTransfer(this IProgress<ProgressMessage>? progress) =>
        (progress as IOperationProgress)?.BeginTransfer();
}
