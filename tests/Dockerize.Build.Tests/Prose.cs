using System.Text.RegularExpressions;

namespace Dockerize.Build.Tests;

/// <summary>The sentences that a person reads in a file: documentation, comments, messages.</summary>
internal static class Prose
{
    private static readonly Regex CodeBlock = new(
        @"^(?<fence>```+).*?^\k<fence>\r?$|<!--.*?-->",
        RegexOptions.Multiline | RegexOptions.Singleline
    );
    private static readonly Regex MarkdownMarks = new(@"^ *(?:#+|[-*]|\d+\.|>) +|\*\*?|\]\([^)]*\)|[\[\]]");
    private static readonly Regex ListItem = new(@"^ *(?:#|[-*>] |\d+\. |\|)");
    private static readonly Regex CSharpComment = new(@"^\s*(?<mark>///?) ?(?<text>.*)$");
    private static readonly Regex ScriptComment = new(@"^\s*(?<mark>#) ?(?<text>[^!].*|)$");
    private static readonly Regex XmlComment = new("<!--(?<text>.*?)-->", RegexOptions.Singleline);

    // Documentation tags that begin a text of their own. Other tags are part of a sentence.
    private static readonly Regex BlockTag = new(
        "</?(?:summary|param|typeparam|returns|remarks|exception|value|para|item|list|description|term|code|example)"
            + @"\b[^>]*>"
    );
    private static readonly Regex ReferenceTag = new(
        """<(?:see|paramref|typeparamref) (?:cref|langword|name|href)="(?<name>[^"]*)" ?/>"""
    );
    private static readonly Regex OtherTag = new("</?[a-z][^>]*>");
    private static readonly Regex SentenceEnd = new(@"(?<=[.!?:][)""'`]*)\s+(?=[A-Z`""'(<$@])");

    /// <summary>The sentences of a file, each with the number of the line on which its paragraph begins.</summary>
    /// <param name="path">The path of the file; its extension selects the format.</param>
    public static IEnumerable<(int Line, string Sentence)> SentencesOf(string path)
    {
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var paragraphs = Path.GetExtension(path) switch
        {
            ".md" => MarkdownParagraphs(text),
            ".cs" => CommentParagraphs(text, CSharpComment),
            ".props" or ".targets" or ".csproj" or ".proj" => XmlParagraphs(text),
            ".txt" => Paragraphs(text.Split('\n').Select((line, index) => (index + 1, line)), _ => true),
            _ => CommentParagraphs(text, ScriptComment),
        };
        return paragraphs.SelectMany(paragraph =>
            SentenceEnd
                .Split(paragraph.Text)
                .Where(sentence => sentence.Length > 0)
                .Select(sentence => (paragraph.Line, sentence))
        );
    }

    private static IEnumerable<(int Line, string Text)> MarkdownParagraphs(string text)
    {
        var lines = CodeBlock
            .Replace(text, block => new string('\n', block.Value.Count(character => character == '\n')))
            .Split('\n')
            .Select((line, index) => (Line: index + 1, Text: line))
            .SelectMany(line =>
                line.Text.StartsWith('|')
                    ? line.Text.Split('|').SelectMany(cell => new[] { (line.Line, ""), (line.Line, cell.Trim()) })
                    : [line]
            );
        return Paragraphs(lines, ListItem.IsMatch)
            .Select(paragraph => (paragraph.Line, MarkdownMarks.Replace(paragraph.Text, "")));
    }

    private static IEnumerable<(int Line, string Text)> CommentParagraphs(string text, Regex comment)
    {
        var lines = text.Split('\n')
            .Select((line, index) => (Line: index + 1, Match: comment.Match(line)))
            .SelectMany(line =>
                !line.Match.Success ? [(line.Line, "")]
                : line.Match.Groups["mark"].Value == "///"
                    ? BlockTag
                        .Split(ReferenceTag.Replace(line.Match.Groups["text"].Value, "${name}"))
                        .SelectMany((part, index) => index == 0 ? [part] : new[] { "", part })
                        .Select(part => (line.Line, OtherTag.Replace(part, "").Trim()))
                : [(line.Line, line.Match.Groups["text"].Value)]
            );
        return Paragraphs(lines, _ => false);
    }

    private static IEnumerable<(int Line, string Text)> XmlParagraphs(string text) =>
        XmlComment
            .Matches(text)
            .Cast<Match>()
            .Select(comment =>
                (
                    text[..comment.Index].Count(character => character == '\n') + 1,
                    Regex.Replace(comment.Groups["text"].Value.Trim(), @"\s+", " ")
                )
            );

    private static IEnumerable<(int Line, string Text)> Paragraphs(
        IEnumerable<(int Line, string Text)> lines,
        Func<string, bool> begins
    )
    {
        var (start, parts) = (0, new List<string>());
        foreach (var (line, text) in lines.Append((0, "")))
        {
            if ((text.Trim().Length == 0 || begins(text)) && parts.Count > 0)
            {
                yield return (start, string.Join(' ', parts));
                parts.Clear();
            }

            if (text.Trim().Length == 0)
                continue;
            if (parts.Count == 0)
                start = line;
            parts.Add(text.Trim());
        }
    }
}
