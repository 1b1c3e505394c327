using Dockerize.Strings;

namespace Dockerize.Reporting;

/// <summary>The importance of a progress message.</summary>
public enum ProgressImportance
{
    /// <summary>A detail, such as the transferred bytes of a layer.</summary>
    Low,

    /// <summary>Output of a build step.</summary>
    Normal,

    /// <summary>The start of a step, or a result.</summary>
    High,
}

/// <summary>
/// A progress message of a build, a pull or a push. Derived classes contain the details: <see cref="StepStarted"/>,
/// <see cref="StepRunning"/>, <see cref="StepFinished"/>, <see cref="OutputLine"/>, <see cref="TransferProgress"/>,
/// <see cref="LayerStatus"/>, <see cref="WarningMessage"/>, <see cref="StatusMessage"/>.
/// </summary>
public abstract class ProgressMessage
{
    private protected ProgressMessage(ProgressImportance importance) => Importance = importance;

    /// <summary>The importance.</summary>
    public ProgressImportance Importance { get; }

    /// <summary>
    /// The message as one line of text, without a line end; empty for a message that is not shown. Control characters
    /// are escaped, and commands that a CI service would execute from its log are disabled.
    /// </summary>
    public string Text => PlainText.Line(RawText);

    /// <summary>The text before <see cref="Text"/> escapes control characters and CI commands.</summary>
    private protected abstract string RawText { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
