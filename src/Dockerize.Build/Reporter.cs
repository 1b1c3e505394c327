using Dockerize.Build.Advice;
using Dockerize.Reporting;

namespace Dockerize.Build;

/// <summary>Where the pipeline reports to: lines of progress and warnings, each as soon as it arrives.</summary>
/// <param name="Progress">Gets lines of progress.</param>
/// <param name="Warnings">Gets warnings.</param>
internal sealed record Reporter(IProgress<ProgressMessage> Progress, IProgress<Diagnostic> Warnings)
{
    /// <summary>Reports a line that every user should see.</summary>
    public void Inform(string text) => Progress.ReportStatus(text);

    /// <summary>Reports a warning.</summary>
    public void Warn(Diagnostic warning) => Warnings.Report(warning);
}
