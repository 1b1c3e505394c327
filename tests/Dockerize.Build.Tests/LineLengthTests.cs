using System.Reflection;
using System.Text.RegularExpressions;

namespace Dockerize.Build.Tests;

/// <summary>
/// The limit of 120 columns. CSharpier wraps code; comments, literals, MSBuild files and Markdown are checked
/// here.
/// </summary>
[TestClass]
public sealed class LineLengthTests
{
    private const int MaximumLength = 120;

    private static readonly string RepositoryRoot = typeof(LineLengthTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    // This list does not contain the folders of tools (.git, artifacts), which must not be searched.
    private static readonly string[] Folders = [".ci", "build", "buildTransitive", "docs", "samples", "src", "tests"];

    private static readonly Regex BuildOutput = new(@"[/\\](?:bin|obj|artifacts|TestResults)[/\\]");

    // A line break inside a raw string literal or a code block changes its text.
    private static readonly Regex RawString = new(
        @"(?<=^(?:(?!"""""")[^\n])*)(?<quotes>""{3,})\r?\n.*?\n *\k<quotes>",
        RegexOptions.Multiline | RegexOptions.Singleline
    );
    private static readonly Regex CodeBlock = new(
        @"^(?<fence>```+).*?^\k<fence>\r?$",
        RegexOptions.Multiline | RegexOptions.Singleline
    );

    // An address, a table row, a raw string literal and a row of test data stay on one line.
    private static readonly Regex Unbreakable = new(@"https?://\S|^ *\[DataRow\(|^ *\| |""""""");

    [TestMethod]
    [DataRow("*.cs")]
    [DataRow("*.md")]
    [DataRow("*.props")]
    [DataRow("*.targets")]
    public void Lines_have_at_most_120_columns(string pattern)
    {
        var files = FindFiles(pattern).ToList();

        Assert.IsNotEmpty(files);
        Assert.AreEqual("", string.Join('\n', files.SelectMany(FindLongLines)));
    }

    private static IEnumerable<string> FindFiles(string pattern) =>
        Folders
            .SelectMany(folder =>
                Directory.GetFiles(Path.Combine(RepositoryRoot, folder), pattern, SearchOption.AllDirectories)
            )
            .Concat(Directory.GetFiles(RepositoryRoot, pattern))
            .Select(path => path.Substring(RepositoryRoot.Length))
            .Where(path => !BuildOutput.IsMatch(path));

    private static IEnumerable<string> FindLongLines(string path)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot, path));
        text = Path.GetExtension(path) switch
        {
            ".cs" => RawString.Replace(text, KeepLines),
            ".md" => CodeBlock.Replace(text, KeepLines),
            _ => text,
        };

        return text.Split('\n')
            .Select((line, index) => (Text: line.TrimEnd('\r'), Number: index + 1))
            .Where(line => line.Text.Length > MaximumLength && !Unbreakable.IsMatch(line.Text))
            .Select(line => $"{path}:{line.Number}: {line.Text.Length} columns");
    }

    // The lines after the block keep their numbers.
    private static string KeepLines(Match block) => new('\n', block.Value.Count(character => character == '\n'));
}
