using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>An error or a warning that MSBuild logs: its code, its message and its location.</summary>
/// <param name="Code">
/// <c>DKZ1nnn</c> for the project and its Dockerfile, <c>DKZ2nnn</c> for the engine and the build, <c>DKZ3nnn</c> for
/// the registry and the push, <c>DKZ9000</c> for a bug in this package.
/// </param>
/// <param name="Summary">
/// The first line: what failed, the cause, and the next action if <see cref="NextAction"/> is empty. It contains no
/// secret and no stack trace.
/// </param>
public sealed record Diagnostic(string Code, string Summary)
{
    /// <summary>The lines of a list below the summary, such as the last output of a build step.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The next action, below the list; empty if <see cref="Summary"/> contains it.</summary>
    public string NextAction { get; init; } = "";

    /// <summary>
    /// The summary, the indented list and the next action as plain text. Line breaks in values become spaces. Control
    /// characters and log commands of CI services in values are escaped.
    /// </summary>
    public string Message => PlainText.Lines([Summary, .. LinesBelow]);

    /// <summary>
    /// The full path of the file that contains the error, such as the Dockerfile. Null if there is none, or if an
    /// <see cref="ImageBuilder"/> composed the Dockerfile. MSBuild then shows the project file.
    /// </summary>
    public string? File { get; init; }

    /// <summary>
    /// The line in <see cref="File"/>, or in the composed Dockerfile, counted from 1; 0 if there is no line.
    /// </summary>
    public int Line { get; init; }

    /// <summary>
    /// The page and section that explain the code, relative to the folder that contains <c>docs/</c>:
    /// <c>docs/DKZ2.md#dkz2001</c>.
    /// </summary>
    public string HelpPage => $"docs/{Code.Substring(0, 4)}.md#{Code.ToLowerInvariant()}";

    /// <summary>The lines of the message below the summary.</summary>
    internal IEnumerable<string> LinesBelow =>
        [.. Details.Select(line => "  " + line), .. NextAction.Length > 0 ? new[] { NextAction } : []];

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Message}";
}
