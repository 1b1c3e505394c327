namespace Dockerize.Reporting;

/// <summary>Extension methods that report frequent kinds of messages.</summary>
internal static class ProgressExtensions
{
    /// <summary>Reports the start or the result of an operation, with high importance.</summary>
    public static void ReportStatus(this IProgress<ProgressMessage>? progress, string text) =>
        progress?.Report(new StatusMessage(ProgressImportance.High, text));

    /// <summary>Reports a detail, with low importance.</summary>
    public static void ReportDetail(this IProgress<ProgressMessage>? progress, string text) =>
        progress?.Report(new StatusMessage(ProgressImportance.Low, text));
}
