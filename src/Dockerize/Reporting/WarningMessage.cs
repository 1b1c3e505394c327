using System.Text.RegularExpressions;

namespace Dockerize.Reporting;

/// <summary>A warning of the engine about the Dockerfile.</summary>
/// <param name="warning">The warning.</param>
public sealed class WarningMessage(BuildWarning warning) : ProgressMessage(ProgressImportance.High)
{
    private static readonly Regex Whitespace = new(@"\s+", RegexOptions.CultureInvariant);

    /// <summary>The warning.</summary>
    public BuildWarning Warning => warning;

    /// <summary>The text of the warning, on one line.</summary>
    public override string Text => Whitespace.Replace(warning.Text, " ");
}
