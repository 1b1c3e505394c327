using Dockerize.Build.Advice;
using Dockerize.Reporting;

namespace Dockerize.Build;

/// <summary>The receivers of the progress and the warnings of the pipeline.</summary>
/// <param name="Progress">The receiver of progress messages.</param>
/// <param name="Warnings">The receiver of warnings.</param>
internal sealed record Reporter(IProgress<ProgressMessage> Progress, IProgress<Diagnostic> Warnings)
{
    /// <summary>A reporter that discards all messages, for checks that are repeated later.</summary>
    public static Reporter None { get; } = new(new Ignored<ProgressMessage>(), new Ignored<Diagnostic>());

    /// <summary>True if a logger records environment variables.</summary>
    public bool RecordsEnvironment { get; init; }

    /// <summary>Reports a message with high importance.</summary>
    public void Inform(string text) => Progress.ReportStatus(text);

    /// <summary>Reports a warning.</summary>
    public void Warn(Diagnostic warning) => Warnings.Report(warning);

    private sealed class Ignored<T> : IProgress<T>
    {
        public void Report(T value) { }
    }
}
