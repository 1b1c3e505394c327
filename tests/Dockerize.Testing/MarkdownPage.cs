using System.Text.RegularExpressions;

namespace Dockerize.Testing;

/// <summary>A page of the documentation: what it links to, what can be linked to in it, and its snippets.</summary>
/// <param name="Path">Its full path.</param>
internal sealed record MarkdownPage(string Path)
{
    private static readonly Regex Fence = new(
        @"^(?:<!-- (?<mark>[^\n]*) -->\n)?```(?<language>\w*)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline
    );

    private readonly string text = File.ReadAllText(Path).ReplaceLineEndings("\n");

    public string Name => System.IO.Path.GetFileName(Path);

    public IEnumerable<Snippet> Snippets =>
        Fence
            .Matches(text)
            .Cast<Match>()
            .Select(match => new Snippet(
                Name,
                match.Groups["mark"].Value,
                match.Groups["language"].Value,
                match.Groups["text"].Value
            ));

    /// <summary>Where its links lead that lead to no other site.</summary>
    public IEnumerable<string> Links =>
        Regex.Matches(Prose, @"\]\((?!https?://)([^)]+)\)").Cast<Match>().Select(match => match.Groups[1].Value);

    /// <summary>The names under which GitHub links to its headings.</summary>
    public IEnumerable<string> Anchors =>
        Regex
            .Matches(Prose, "^#+ (.+)$", RegexOptions.Multiline)
            .Cast<Match>()
            .Select(match =>
                Regex.Replace(match.Groups[1].Value.ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-')
            );

    /// <summary>What is said around the snippets.</summary>
    public string Prose => Fence.Replace(text, "");

    /// <param name="Page">The page it is on.</param>
    /// <param name="Mark">The comment before it; empty if there is none.</param>
    /// <param name="Language">Its language; empty if it names none.</param>
    /// <param name="Text">What it says.</param>
    internal sealed record Snippet(string Page, string Mark, string Language, string Text);
}
