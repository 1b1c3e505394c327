using Dockerize.Build.Advice;
using Dockerize.Reporting;

namespace Dockerize.Build;

/// <summary>Receives the progress and the warnings of the pipeline.</summary>
/// <param name="Progress">Receives progress messages.</param>
/// <param name="Warnings">Receives warnings.</param>
internal sealed record Reporter(IProgress<ProgressMessage> Progress, IProgress<Diagnostic> Warnings)
{
    /// <summary>A reporter that ignores everything, for checks that are repeated later.</summary>
    public static Reporter None { get; } = new(new Ignored<ProgressMessage>(), new Ignored<Diagnostic>());

    /// <summary>True if a logger records the environment variables that MSBuild logs.</summary>
    public bool RecordsEnvironment { get; init; }

    /// <summary>Reports a line that every user should see.</summary>
    public void Inform(string text) => Progress.ReportStatus(text);

    /// <summary>Reports a warning.</summary>
    public void Warn(Diagnostic warning) => Warnings.Report(warning);

    private sealed class Ignored<T> : IProgress<T>
    {
        public void Report(T value) { }
    }
}
