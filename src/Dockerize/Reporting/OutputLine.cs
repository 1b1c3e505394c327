namespace Dockerize.Reporting;

/// <summary>A line of output of a step.</summary>
/// <param name="line">The line.</param>
/// <param name="step">The step; null if it is not known.</param>
/// <param name="isLabeled">True if the text shows the label of the step, because another step started after it.</param>
public sealed class OutputLine(string line, BuildStep? step = null, bool isLabeled = false)
    : ProgressMessage(ProgressImportance.Normal)
{
    /// <summary>The line.</summary>
    public string Line => line;

    /// <summary>The step; null if it is not known.</summary>
    public BuildStep? Step => step;

    /// <inheritdoc/>
    private protected override string RawText => isLabeled && step is not null ? $"  {step.Label} {line}" : "  " + line;
}
