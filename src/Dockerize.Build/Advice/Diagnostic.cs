namespace Dockerize.Build.Advice;

/// <summary>One thing that went wrong, as its user reads it: a code, a text that ends with what to do next, and where it is.</summary>
/// <param name="Code"><c>DKZ1nnn</c> project and Dockerfile, <c>DKZ2nnn</c> engine and build, <c>DKZ3nnn</c> registry and push, <c>DKZ9000</c> a bug of ours.</param>
/// <param name="Message">Plain text, several lines where output of a build step belongs to it; never a secret, never a stack trace.</param>
public sealed record Diagnostic(string Code, string Message)
{
    /// <summary>The full path of the Dockerfile or project file that this is about; null: of none, or of a Dockerfile that an <see cref="ImageBuilder"/> composes.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/>, or in what is composed, counted from 1; 0 where no line is to blame.</summary>
    public int Line { get; init; }

    /// <summary>The section that explains the code, relative to the folder that holds <c>docs/</c>: <c>docs/DKZ2.md#dkz2001</c>.</summary>
    public string HelpPage => $"docs/{Code.Substring(0, 4)}.md#{Code.ToLowerInvariant()}";

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Message}";
}
