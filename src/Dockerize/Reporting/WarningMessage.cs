using Dockerize.Strings;

namespace Dockerize.Reporting;

/// <summary>A warning of the engine about the Dockerfile.</summary>
/// <param name="warning">The warning.</param>
public sealed class WarningMessage(BuildWarning warning) : ProgressMessage(ProgressImportance.High)
{
    /// <summary>The warning.</summary>
    public BuildWarning Warning => warning;

    /// <inheritdoc/>
    private protected override string RawText => PlainText.CollapseWhitespace(warning.Text);
}
