namespace Dockerize.Reporting;

/// <summary>Short forms of frequent messages.</summary>
internal static class ProgressExtensions
{
    /// <summary>Reports the beginning or the result of an operation.</summary>
    public static void ReportStatus(this IProgress<ProgressMessage>? progress, string text) =>
        progress?.Report(new StatusMessage(ProgressImportance.High, text));

    /// <summary>Reports a detail.</summary>
    public static void ReportDetail(this IProgress<ProgressMessage>? progress, string text) =>
        progress?.Report(new StatusMessage(ProgressImportance.Low, text));
}
