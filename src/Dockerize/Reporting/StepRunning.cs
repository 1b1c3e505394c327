namespace Dockerize.Reporting;

/// <summary>
/// A build step is still running. The message is repeated every five seconds while the step prints nothing, and every
/// 30 seconds while it prints output.
/// </summary>
/// <param name="name">The step, or the operation of the builder, such as <c>exporting layers</c>.</param>
/// <param name="elapsed">The time since the start.</param>
/// <param name="step">The step; null for an operation that is not a step of the Dockerfile.</param>
public sealed class StepRunning(string name, TimeSpan elapsed, BuildStep? step = null)
    : ProgressMessage(ProgressImportance.High)
{
    /// <summary>The step, or the operation of the builder, such as <c>exporting layers</c>.</summary>
    public string Name => name;

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => elapsed;

    /// <summary>The step; null for an operation that is not a step of the Dockerfile.</summary>
    public BuildStep? Step => step;

    /// <inheritdoc/>
    private protected override string RawText => $"  {name} still running ({Duration})";

    private string Duration =>
        elapsed < TimeSpan.FromMinutes(1)
            ? FormattableString.Invariant($"{(int)elapsed.TotalSeconds} s")
            : FormattableString.Invariant($"{(int)elapsed.TotalMinutes} min {elapsed.Seconds} s");
}
