using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>An error or a warning: a code, a message that ends with the next action, and a place.</summary>
/// <param name="Code">
/// <c>DKZ1nnn</c> project and Dockerfile, <c>DKZ2nnn</c> engine and build, <c>DKZ3nnn</c> registry and push,
/// <c>DKZ9000</c> a bug of this package.
/// </param>
/// <param name="Summary">
/// What failed, the cause, and the next action unless <see cref="NextAction"/> has it. It contains no secret and no
/// stack trace.
/// </param>
public sealed record Diagnostic(string Code, string Summary)
{
    /// <summary>The lines of a list below the summary, such as the last output of a build step.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The next action on the line below the list; empty if <see cref="Summary"/> has it.</summary>
    public string NextAction { get; init; } = "";

    /// <summary>
    /// The summary, the indented list and the next action as plain text. Line breaks and control characters in them are
    /// replaced, and commands that a CI service reads from its log have no effect.
    /// </summary>
    public string Message => PlainText.Lines([Summary, .. LinesBelow]);

    /// <summary>
    /// The full path of the Dockerfile or project file; null if there is none, or for a Dockerfile that an
    /// <see cref="ImageBuilder"/> composes.
    /// </summary>
    public string? File { get; init; }

    /// <summary>
    /// The line in <see cref="File"/>, or in the composed Dockerfile, counted from 1; 0 if no line is to blame.
    /// </summary>
    public int Line { get; init; }

    /// <summary>
    /// The section that explains the code, relative to the folder that contains <c>docs/</c>:
    /// <c>docs/DKZ2.md#dkz2001</c>.
    /// </summary>
    public string HelpPage => $"docs/{Code.Substring(0, 4)}.md#{Code.ToLowerInvariant()}";

    /// <summary>The lines of the message below the summary.</summary>
    internal IEnumerable<string> LinesBelow =>
        [.. Details.Select(line => "  " + line), .. NextAction.Length > 0 ? new[] { NextAction } : []];

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Message}";
}
