using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>
/// The snippets of the documentation. The name of a snippet is in a comment before it, as in
/// <c>&lt;!-- snippet: sqlite --&gt;</c>. Snippets of the README have no name, because some viewers show comments.
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

    /// <summary>The snippet of the README that starts with the text.</summary>
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
