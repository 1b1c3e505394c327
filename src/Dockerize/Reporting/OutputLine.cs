namespace Dockerize.Reporting;

/// <summary>A line of the output of a build step.</summary>
/// <param name="line">The text of the line.</param>
/// <param name="step">The step; null if unknown.</param>
/// <param name="isLabeled">
/// True if the text includes the label of the step, because another step has started since.
/// </param>
public sealed class OutputLine(string line, BuildStep? step = null, bool isLabeled = false)
    : ProgressMessage(ProgressImportance.Normal)
{
    /// <summary>The text of the line.</summary>
    public string Line => line;

    /// <summary>The step; null if unknown.</summary>
    public BuildStep? Step => step;

    /// <inheritdoc/>
    private protected override string RawText => isLabeled && step is not null ? $"  {step.Label} {line}" : "  " + line;
}
