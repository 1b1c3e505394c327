using System.Text.RegularExpressions;

namespace Dockerize.Tests;

/// <summary>What the documentation says is what the targets and the generator do.</summary>
[TestClass]
public sealed class DocumentationTests
{
    private static readonly string Targets = Read("build/Dockerize.Build.targets");
    private static readonly string Reference = Read("docs/properties.md");

    [TestMethod]
    public void The_reference_has_every_property_that_the_targets_read_and_no_other() =>
        Assert.AreEqual(Names(Targets, @"\$\((Docker[A-Z]\w*|Dockerize\w*)\)", "DependsOn$|^Dockerfile"), Names(Reference, @"^\| `(Docker(?!Port`|Label`|EnvironmentVariable`|Volume`|SystemPackage`|Run`|Copy`|WritableDirectory`|BuildArg`|BuildCacheFrom`)\w+)`", "^$"));

    [TestMethod]
    public void The_reference_has_every_item_that_the_targets_read_and_no_other() =>
        Assert.AreEqual(Names(Targets, @"@\((Docker[A-Z]\w*)\)", "^$"), Names(Reference[Reference.IndexOf("## Items", StringComparison.Ordinal)..], @"^\| `(Docker\w+)`", "^$"));

    [TestMethod]
    public void The_head_of_the_targets_file_names_every_property_and_item()
    {
        var head = Targets[..Targets.IndexOf("<Project>", StringComparison.Ordinal)];

        foreach (Match name in Regex.Matches(Reference, @"^\| `(Docker\w+)`", RegexOptions.Multiline))
            StringAssert.Contains(head, name.Groups[1].Value, StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_reference_has_every_output() =>
        Assert.AreEqual(Names(Targets, @"(?:ItemName|PropertyName)=""(Generated\w+)""", "^$"), Names(Reference, @"^\| `[@$]\((Generated\w+)\)`", "^$"));

    [TestMethod]
    [DataRow("web")]
    [DataRow("console")]
    [DataRow("steps")]
    public void The_Dockerfiles_that_are_shown_are_those_that_are_generated(string golden) => StringAssert.Contains(
        Read("docs/dockerfiles.md"),
        $"<!-- golden: {golden} -->\n```dockerfile\n{File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", golden + ".Dockerfile"))}```",
        StringComparison.Ordinal);

    private static string Names(string text, string pattern, string except) => string.Join(' ', Regex.Matches(text, pattern, RegexOptions.Multiline)
        .Select(match => match.Groups[1].Value)
        .Where(name => !Regex.IsMatch(name, except))
        .Distinct()
        .Order(StringComparer.Ordinal));

    private static string Read(string path) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, path));
}
