namespace Dockerize.Reporting;

/// <summary>How much a line of progress matters to one who watches.</summary>
public enum ProgressImportance
{
    /// <summary>A counter of a transfer: for the curious.</summary>
    Low,

    /// <summary>Output of a step.</summary>
    Normal,

    /// <summary>A step, or what came of it.</summary>
    High,
}

/// <summary>One line of progress, to be shown as it arrives.</summary>
/// <param name="Importance">How much it matters.</param>
/// <param name="Text">Without a line end.</param>
public readonly record struct ProgressMessage(ProgressImportance Importance, string Text)
{
    /// <summary>What the line warns of; null: of nothing.</summary>
    public BuildWarning? Warning { get; init; }

    /// <summary>A line that warns.</summary>
    internal static ProgressMessage FromWarning(BuildWarning warning) => new(ProgressImportance.High, warning.Text) { Warning = warning };
}
