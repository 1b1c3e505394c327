using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>
/// What users read. A snippet has its name in a comment before it, <c>&lt;!-- snippet: sqlite --&gt;</c>; only the
/// README's have none, since not every reader of Markdown hides comments.
/// </summary>
internal static class Documentation
{
    private static readonly Regex Named = new(
        @"^<!-- (?:snippet|golden): (?<name>\S+) -->\n```\w+\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline
    );

    /// <summary>The names and texts of all snippets.</summary>
    public static IReadOnlyDictionary<string, string> Snippets { get; } =
        Directory
            .GetFiles(Path.Combine(TestMachine.RepositoryRoot, "docs"), "*.md")
            .SelectMany(page => Named.Matches(File.ReadAllText(page)))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["text"].Value);

    /// <summary>The README's snippet that begins like this.</summary>
    public static string InReadme(string start) =>
        Regex
            .Match(
                File.ReadAllText(Path.Combine(TestMachine.RepositoryRoot, "README.md")),
                $@"^```\w+\n(?<text>{Regex.Escape(start)}.*?)^```$",
                RegexOptions.Multiline | RegexOptions.Singleline
            )
            .Groups["text"]
            .Value;
}
