namespace Dockerize.Build.Advice;

/// <summary>An error or a warning: a code, a message that ends with the next action, and a place.</summary>
/// <param name="Code">
/// <c>DKZ1nnn</c> project and Dockerfile, <c>DKZ2nnn</c> engine and build, <c>DKZ3nnn</c> registry and push,
/// <c>DKZ9000</c> a bug of this package.
/// </param>
/// <param name="Message">
/// Plain text, with several lines if it contains output of a build step. It contains no secret and no stack trace.
/// </param>
public sealed record Diagnostic(string Code, string Message)
{
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

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Message}";
}
