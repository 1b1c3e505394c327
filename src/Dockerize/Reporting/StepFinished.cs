namespace Dockerize.Reporting;

/// <summary>
/// A build step finished. The message has no text, because the next step or an error indicates the end of this one.
/// </summary>
/// <param name="step">The step.</param>
/// <param name="hasFailed">True if the step failed.</param>
public sealed class StepFinished(BuildStep step, bool hasFailed) : ProgressMessage(ProgressImportance.Low)
{
    /// <summary>The step.</summary>
    public BuildStep Step => step;

    /// <summary>True if the step failed.</summary>
    public bool HasFailed => hasFailed;

    /// <inheritdoc/>
    private protected override string RawText => "";
}
