namespace Dockerize.Reporting;

/// <summary>A build step started.</summary>
/// <param name="step">The step.</param>
/// <param name="isCached">True if the result of the step came from the build cache.</param>
public sealed class StepStarted(BuildStep step, bool isCached) : ProgressMessage(ProgressImportance.High)
{
    /// <summary>The step.</summary>
    public BuildStep Step => step;

    /// <summary>True if the result of the step came from the build cache.</summary>
    public bool IsCached => isCached;

    /// <inheritdoc/>
    private protected override string RawText => isCached ? $"{step} (cached)" : step.ToString();
}
