using System.Reflection;
using System.Text.RegularExpressions;

namespace Dockerize.Build.Tests;

/// <summary>
/// Documentation, comments, messages and test names keep to the plain-English rules of CONTRIBUTING.md. Only rules
/// without exceptions are checked. If a rule matches a correct sentence, the sentence is listed in
/// <see cref="Allowed"/>.
/// </summary>
[TestClass]
public sealed class ProseTests
{
    private const int MaximumTestName = 100;

    private static readonly string RepositoryRoot = typeof(ProseTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    private static readonly string[] Folders = [".ci", "build", "buildTransitive", "docs", "samples", "src", "tests"];

    private static readonly string[] Extensions =
    [
        ".md",
        ".cs",
        ".sh",
        ".props",
        ".targets",
        ".csproj",
        ".proj",
        ".approved.txt",
    ];

    private static readonly Regex BuildOutput = new(@"[/\\](?:bin|obj|artifacts|TestResults)[/\\]");

    // A question can begin with any word.
    private static readonly Regex BannedOpening = new(
        @"\A(?:What|Whatever|Who|Whoever|Whose|Whether|How|One that|One of|Of an?|Its|So|Those|Nor|Nothing but)"
            + @"\b(?!.*\?\W*\z)"
    );

    private static readonly Regex BannedPhrase = new(
        @"\b(?:(?<!there )(?:is|are) none|cannot be had|to be had|nobody|no one|whoever|mend(?:s|ed|ing)?|anew"
            + "|put right|lets? go of|belongs? into|in its own case|nothing but|of one's own|not yet there|as ever"
            + "|once more|in place of it)"
            + @"\b|(?<![Tt]here )\b(?:is|are) no (?!longer|more than|less)",
        RegexOptions.IgnoreCase
    );

    // Correct sentences that a rule matches.
    private static readonly string[] Allowed = ["How it works", "How it works."];

    [TestMethod]
    public void Sentences_begin_with_their_subject() => FailIfAny(Find(BannedOpening));

    [TestMethod]
    public void Sentences_use_the_terms_of_the_field() => FailIfAny(Find(BannedPhrase));

    [TestMethod]
    public void Test_names_are_short_and_begin_with_their_subject()
    {
        var names = Files()
            .Where(path => path.EndsWith("Tests.cs", StringComparison.Ordinal))
            .SelectMany(path =>
                Regex
                    .Matches(
                        File.ReadAllText(Path.Combine(RepositoryRoot, path)),
                        @"public (?:async )?(?:void|Task) (?<name>[A-Z]\w*_\w+)\("
                    )
                    .Cast<Match>()
                    .Select(match => (Path: path, Name: match.Groups["name"].Value))
            )
            .ToList();

        Assert.IsGreaterThan(100, names.Count);
        FailIfAny(
            names
                .Where(test =>
                    test.Name.Length > MaximumTestName
                    || BannedOpening.IsMatch(test.Name.Replace('_', ' '))
                    || BannedPhrase.IsMatch(test.Name.Replace('_', ' '))
                )
                .Select(test => $"{test.Path}: {test.Name}")
        );
    }

    private static void FailIfAny(IEnumerable<string> findings)
    {
        var text = string.Join('\n', findings);
        if (text.Length > 0)
            Assert.Fail("Rewrite these texts:\n" + text);
    }

    private static IEnumerable<string> Find(Regex rule)
    {
        var sentences = Files()
            .SelectMany(path =>
                Prose
                    .SentencesOf(Path.Combine(RepositoryRoot, path))
                    .Select(found => (Place: $"{path}:{found.Line}", found.Sentence))
            )
            .ToList();

        Assert.IsGreaterThan(1000, sentences.Count);
        return sentences
            .Where(found => rule.IsMatch(Unquoted(found.Sentence)) && !Allowed.Contains(found.Sentence))
            .Select(found => $"{found.Place}: {found.Sentence}");
    }

    // Removes code and quotations, which are not checked.
    private static string Unquoted(string sentence) =>
        Regex.Replace(sentence, @"`[^`]*`|(?<!\w)'[^']*'(?!\w)|""[^""]*""|\*[^*]+\*", "X");

    private static IEnumerable<string> Files() =>
        Folders
            .SelectMany(folder =>
                Directory.GetFiles(Path.Combine(RepositoryRoot, folder), "*", SearchOption.AllDirectories)
            )
            .Concat(Directory.GetFiles(RepositoryRoot, "*.md"))
            .Select(path => Path.GetRelativePath(RepositoryRoot, path).Replace('\\', '/'))
            .Where(path =>
                !BuildOutput.IsMatch(path)
                && (Array.Exists(Extensions, path.EndsWith) || path == ".ci/run")
                && path != "tests/Dockerize.Build.Tests/ProseTests.cs"
            );
}
