using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace Dockerize.Build.Tests;

/// <summary>The documentation agrees with the targets and the generated Dockerfiles.</summary>
[TestClass]
public sealed class DocumentationTests
{
    private static readonly string Targets = Read("build/Dockerize.Build.targets");
    private static readonly string Reference = Read("docs/properties.md");

    private static readonly string RepositoryRoot = typeof(DocumentationTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    private static readonly MarkdownPage[] Pages =
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md" }.Select(name => new MarkdownPage(
            Path.Combine(RepositoryRoot, name)
        )),
        .. Directory.GetFiles(Path.Combine(RepositoryRoot, "docs"), "*.md").Select(path => new MarkdownPage(path)),
    ];

    private static readonly string[] PackedFiles = XElement
        .Load(Path.Combine(RepositoryRoot, "src", "Dockerize.Build.Tasks", "Dockerize.Build.Tasks.csproj"))
        .Descendants("None")
        .SelectMany(item => item.Attribute("Include")!.Value.Split(';'))
        .ToArray();

    private static readonly MarkdownPage.Snippet[] Snippets = [.. Pages.SelectMany(page => page.Snippets)];

    [TestMethod]
    public void Reference_page_lists_every_output() =>
        Assert.AreEqual(
            Names(Targets, @"(?:(?:ItemName|PropertyName)=""|<)(Generated\w+)\b", "^$"),
            Names(Reference, @"^\| `[@$]\((Generated\w+)\)`", "^$")
        );

    [TestMethod]
    [DataRow("web")]
    [DataRow("console")]
    [DataRow("steps")]
    public void Documented_Dockerfiles_equal_the_generated_ones(string golden) =>
        StringAssert.Contains(
            Read("docs/dockerfiles.md"),
            $"<!-- golden: {golden} -->\n```dockerfile\n"
                + $"{File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", golden + ".Dockerfile"))}```",
            StringComparison.Ordinal
        );

    [TestMethod]
    public void Every_link_leads_to_a_packed_file_and_an_existing_heading()
    {
        var wrong = new List<string>();
        foreach (var (page, link) in Pages.SelectMany(page => page.Links.Select(link => (page, link))))
        {
            var (path, anchor) = (link.Split('#')[0], link.Split('#').ElementAtOrDefault(1));
            var target =
                path.Length == 0 ? page.Path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.Path)!, path));
            var isThere = anchor is null
                ? Path.Exists(target)
                : Pages.Any(other => other.Path == target && other.Anchors.Contains(anchor));
            if (!isThere || !IsPacked(target))
                wrong.Add($"{page.Name}: {link}");
        }

        Assert.AreEqual("", string.Join('\n', wrong));
    }

    [TestMethod]
    public void Index_links_to_every_page()
    {
        var links = Pages.Single(page => page.Name == "index.md").Links.Select(link => link.Split('#')[0]).ToHashSet();
        var missing = Directory
            .GetFiles(Path.Combine(RepositoryRoot, "docs"), "*.md")
            .Select(path => Path.GetFileName(path))
            .Where(name => name != "index.md" && !links.Contains(name));

        Assert.AreEqual("", string.Join(' ', missing));
    }

    [TestMethod]
    public void Every_XML_snippet_is_well_formed()
    {
        foreach (var snippet in Snippets.Where(snippet => snippet.Language == "xml"))
        {
            try
            {
                XElement.Parse($"<root>{snippet.Text}</root>");
            }
            catch (XmlException exception)
            {
                Assert.Fail($"{snippet.Page}: {exception.Message}\n{snippet.Text}");
            }
        }
    }

    [TestMethod]
    public void JSON_snippets_are_valid()
    {
        foreach (var snippet in Snippets.Where(snippet => snippet.Language == "json"))
        {
            try
            {
                JsonDocument.Parse(snippet.Text).Dispose();
            }
            catch (JsonException exception)
            {
                Assert.Fail($"{snippet.Page}: {exception.Message}\n{snippet.Text}");
            }
        }
    }

    [TestMethod]
    public void Every_runnable_snippet_has_a_name_or_a_reason_why_it_is_not_run() =>
        Assert.AreEqual(
            "",
            string.Join(
                '\n',
                Snippets
                    .Where(snippet =>
                        IsInDocs(snippet.Page)
                        && snippet.Language is "xml" or "csharp" or "bash" or "console"
                        && !Regex.IsMatch(snippet.Mark, "^(?:snippet|golden|not run): ")
                    )
                    .Select(snippet => $"{snippet.Page}: {snippet.Text}")
            )
        );

    [TestMethod]
    public void Every_documented_property_and_item_is_in_the_reference()
    {
        var items = Reference.IndexOf("## Items", StringComparison.Ordinal);
        var properties = $" {Names(Reference[..items], @"^\| `(Docker\w*)`", "^$")} ";
        var known = (Properties: properties, Items: $" {Names(Reference[items..], @"^\| `(Docker\w+)`", "^$")} ");
        var shown = Snippets.Select(snippet => snippet.Text).ToArray();
        var text = string.Join('\n', [.. shown, .. Pages.Select(page => page.Prose)]);

        Assert.AreEqual("", Names(text, @"(?:-p:|<)(Docker\w*)(?:=|>)", Except(known.Properties)), "properties");
        Assert.AreEqual("", Names(text, @"<(Docker\w*) (?:Include|Update|Remove)=", Except(known.Items)), "items");
        Assert.AreEqual("", Names(text, @"-getProperty:(Docker\w*)", Except(known.Properties)), "properties");

        static string Except(string names) =>
            $"^(?:{string.Join('|', names.Split(' ', StringSplitOptions.RemoveEmptyEntries))})$";
    }

    [TestMethod]
    public void Every_documented_workflow_is_valid_YAML_and_runs_dotnet_publish()
    {
        var workflows = Snippets.Where(snippet => snippet.Language == "yaml").ToList();
        var commands = workflows
            .SelectMany(snippet => Commands(Parse(snippet.Text)))
            .Where(command => command.Contains("dotnet", StringComparison.Ordinal))
            .ToList();

        Assert.HasCount(
            workflows.Count(snippet =>
                snippet.Text.Contains("dotnet", StringComparison.Ordinal) && Regex.IsMatch(snippet.Text, "run:|script:")
            ),
            commands
        );
        Assert.IsTrue(
            commands.All(command =>
                command.StartsWith("dotnet publish ", StringComparison.Ordinal)
                && Regex.IsMatch(command, "-p:DockerPush=|-p:DockerBuild=false ")
            ),
            string.Join('\n', commands)
        );

        static YamlNode Parse(string text)
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Single().RootNode;
        }

        static IEnumerable<string> Commands(YamlNode node) =>
            node switch
            {
                YamlMappingNode mapping => mapping.Children.SelectMany(entry =>
                    entry.Key.ToString() is "run" or "script" ? Scalars(entry.Value) : Commands(entry.Value)
                ),
                YamlSequenceNode sequence => sequence.Children.SelectMany(Commands),
                _ => [],
            };

        static IEnumerable<string> Scalars(YamlNode node) =>
            node is YamlSequenceNode sequence ? sequence.Children.Select(child => child.ToString()) : [node.ToString()];
    }

    [TestMethod]
    public void Troubleshooting_page_lists_exactly_the_documented_codes() =>
        Assert.AreEqual(
            string.Join(
                ' ',
                Pages
                    .Where(page => page.Name.StartsWith("DKZ", StringComparison.Ordinal))
                    .SelectMany(page =>
                        page.Anchors.Where(anchor => anchor.Length == "dkz1001".Length)
                            .Select(anchor => $"[{anchor.ToUpperInvariant()}]({page.Name}#{anchor})")
                    )
                    .Order(StringComparer.Ordinal)
            ),
            string.Join(
                ' ',
                Regex
                    .Matches(
                        Pages.Single(page => page.Name == "troubleshooting.md").Prose,
                        @"^\| (\[DKZ[0-9]{4}\]\([^)]*\)) \|",
                        RegexOptions.Multiline
                    )
                    .Cast<Match>()
                    .Select(match => match.Groups[1].Value)
            )
        );

    // The packages contain docs/ and the files that the project of the tasks lists.
    private static bool IsPacked(string path)
    {
        var relative = Path.GetRelativePath(RepositoryRoot, path).Replace('\\', '/');
        return relative.StartsWith("docs/", StringComparison.Ordinal) || PackedFiles.Contains($"../../{relative}");
    }

    private static bool IsInDocs(string page) => File.Exists(Path.Combine(RepositoryRoot, "docs", page));

    private static string Names(string text, string pattern, string except) =>
        string.Join(
            ' ',
            Regex
                .Matches(text, pattern, RegexOptions.Multiline)
                .Cast<Match>()
                .Select(match => match.Groups[1].Value)
                .Where(name => !Regex.IsMatch(name, except))
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    private static string Read(string path) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, path));
}
