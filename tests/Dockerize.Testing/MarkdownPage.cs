using System.Text.RegularExpressions;

namespace Dockerize.Testing;

/// <summary>A page of the documentation, with its links, anchors and snippets.</summary>
/// <param name="Path">The full path of the page.</param>
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

    /// <summary>The targets of all links within the documentation.</summary>
    public IEnumerable<string> Links =>
        Regex.Matches(Prose, @"\]\((?!https?://)([^)]+)\)").Cast<Match>().Select(match => match.Groups[1].Value);

    /// <summary>The anchors that GitHub creates for the headings.</summary>
    public IEnumerable<string> Anchors =>
        Regex
            .Matches(Prose, "^#+ (.+)$", RegexOptions.Multiline)
            .Cast<Match>()
            .Select(match =>
                Regex.Replace(match.Groups[1].Value.ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-')
            );

    /// <summary>The text without the snippets.</summary>
    public string Prose => Fence.Replace(text, "");

    /// <param name="Page">The name of the page.</param>
    /// <param name="Mark">The comment before the snippet, or an empty string.</param>
    /// <param name="Language">The language of the snippet, or an empty string.</param>
    /// <param name="Text">The text of the snippet.</param>
    internal sealed record Snippet(string Page, string Mark, string Language, string Text);
}
