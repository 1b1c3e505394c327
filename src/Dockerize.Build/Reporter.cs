using Dockerize.Build.Advice;
using Dockerize.Images;
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

    /// <summary>True if the build may make images of several projects.</summary>
    public bool IsOneOfSeveral { get; init; }

    /// <summary>A reporter of progress without advice, for work that repeats the advice of earlier work.</summary>
    public Reporter Quiet => this with { Warnings = None.Warnings, IsQuiet = true };

    private bool IsQuiet { get; init; }

    /// <summary>
    /// The reporter for an image. If the build may make several images, each line contains the name of the image.
    /// </summary>
    /// <param name="names">The names of the image.</param>
    public Reporter For(IReadOnlyList<ImageReference> names) =>
        IsOneOfSeveral && names.Count > 0 ? this with { Progress = new NamedProgress(Progress, names) } : this;

    /// <summary>Reports a message.</summary>
    /// <param name="text">The message.</param>
    /// <param name="importance">The importance.</param>
    public void Inform(string text, ProgressImportance importance = ProgressImportance.High)
    {
        if (!IsQuiet)
            Progress.Report(new StatusMessage(importance, text));
    }

    /// <summary>Reports a warning.</summary>
    public void Warn(Diagnostic warning) => Warnings.Report(warning);

    private sealed class Ignored<T> : IProgress<T>
    {
        public void Report(T value) { }
    }
}
