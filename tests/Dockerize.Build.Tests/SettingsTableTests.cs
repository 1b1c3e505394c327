using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Dockerize.Build.Tests;

/// <summary>
/// The reference page, the head of the targets file, and the fallbacks and defaults in it agree with the table of
/// settings. With the environment variable <c>DOCKERIZE_UPDATE=1</c>, the tests write the page and the head instead of
/// comparing them.
/// </summary>
[TestClass]
public sealed class SettingsTableTests
{
    private const int Width = 120;

    private static readonly string TargetsPath = PathOf("build", "Dockerize.Build.targets");
    private static readonly XElement Targets = XElement.Load(TargetsPath);

    // The attributes of _DockerProperty that specify which property is passed, and when.
    private static readonly string[] Passed = ["Include", "Remove", "Condition"];

    // These settings do not fall back to a single property. The engine, items or another setting provide the value.
    private static readonly string[] ResolvedInCode =
    [
        "DockerPlatform",
        "DockerEntrypoint",
        "DockerCommand",
        "DockerHost",
        "DockerContext",
    ];

    [TestMethod]
    public void Reference_page_has_a_row_for_every_setting()
    {
        var path = PathOf("docs", "properties.md");
        var text = File.ReadAllText(path);
        var expected = text;
        foreach (var (heading, settings) in SettingsTable.Sections)
            expected = Replace(
                expected,
                heading,
                "| property | falls back to | default | meaning |",
                settings.Select(Row)
            );
        expected = Replace(expected, "Items", "| item | metadata | meaning |", ItemSettings.All.Select(Row));

        Compare(path, expected, text);
    }

    [TestMethod]
    public void Head_of_the_targets_file_lists_every_setting()
    {
        var text = File.ReadAllText(TargetsPath);

        Compare(TargetsPath, Head() + text[text.IndexOf("<Project>", StringComparison.Ordinal)..], text);
    }

    [TestMethod]
    public void Targets_file_has_the_fallbacks_and_defaults_of_the_table()
    {
        foreach (
            var setting in SettingsTable.Properties.Where(setting =>
                !ResolvedInCode.Contains(setting.Name) && setting.Name != "Dockerize"
            )
        )
        {
            var values = Targets
                .Descendants(setting.Name)
                .Where(property =>
                    ((string?)property.Attribute("Condition"))?.StartsWith(
                        $"'$({setting.Name})' == ''",
                        StringComparison.Ordinal
                    ) == true
                )
                .Select(property => property.Value == "{timestamp}" ? "$(AutoGenerateImageTag)" : property.Value);
            string[] expected = [.. setting.Fallbacks.Select(fallback => $"$({fallback})"), setting.DefaultValue];

            Assert.AreEqual(
                string.Join(' ', expected.Where(value => value.Length > 0)),
                string.Join(' ', values),
                setting.Name
            );
        }
    }

    [TestMethod]
    public void Targets_file_passes_every_setting_to_the_task()
    {
        var target = Targets
            .Elements("Target")
            .Single(element => (string?)element.Attribute("Name") == "GenerateDockerfile");
        var passed = target
            .Descendants("_DockerProperty")
            .ToDictionary(
                property => string.Concat(Passed.Select(name => property.Attribute(name)?.Value)),
                property => (string?)property.Attribute("Value")
            );
        var items = target
            .Descendants("_DockerItem")
            .Select(item => (string?)item.Attribute("DockerItemType"))
            .ToList();

        // Dockerfile is not passed: an environment variable with this name is not a setting of the project.
        var similar = SettingsTable
            .Properties.SelectMany(setting => setting.SimilarNames.Append(setting.Name))
            .Concat(ItemSettings.All.Select(setting => setting.Name))
            .Where(name => name != "Dockerfile");
        foreach (var name in similar)
            Assert.AreEqual($"$({name})", passed.GetValueOrDefault(name), name);
        foreach (var setting in ItemSettings.All.Where(setting => setting != ItemSettings.CacheFrom))
            Assert.Contains(setting.Name, items);
        foreach (var name in ItemSettings.All.SelectMany(setting => setting.SimilarNames))
            Assert.Contains(name, items);
    }

    [TestMethod]
    public void Name_of_every_setting_is_unique()
    {
        var names = SettingsTable
            .Properties.Select(setting => setting.Name)
            .Concat(ItemSettings.All.Select(setting => setting.Name))
            .ToList();

        Assert.HasCount(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase));
    }

    private static string Row(Setting setting) =>
        Cells(
            $"`{setting.Name}`",
            string.Join(
                ", ",
                setting.Fallbacks.Select(fallback => fallback.Contains(' ') ? fallback : $"`{fallback}`")
            ),
            setting.Default,
            setting.Summary
        );

    private static string Row(ItemSetting setting) => Cells($"`{setting.Name}`", setting.Metadata, setting.Summary);

    private static string Cells(params string[] cells) =>
        "|" + string.Concat(cells.Select(cell => cell.Length == 0 ? " |" : $" {cell} |"));

    // Replaces the table below a heading, from its header row to the next blank line.
    private static string Replace(string text, string heading, string header, IEnumerable<string> rows)
    {
        var columns = header.Count(character => character == '|') - 1;
        var table = string.Join('\n', [header, "|" + string.Concat(Enumerable.Repeat("---|", columns)), .. rows]);
        var pattern = new Regex(
            $@"(?<=^## {Regex.Escape(heading)}\n\n){Regex.Escape(header)}\n(?:\|.*\n?)*",
            RegexOptions.Multiline
        );
        Assert.IsTrue(pattern.IsMatch(text), $"docs/properties.md has no table below '## {heading}'");
        return pattern.Replace(text, _ => table + "\n", 1);
    }

    private static string Head()
    {
        var head = new StringBuilder(
            "<!--\n  Dockerize.Build: `dotnet publish` builds an image.\n\n  Properties, each with its fallbacks and "
                + "default. docs/properties.md has the details.\n"
        );
        foreach (var (heading, settings) in SettingsTable.Sections)
        {
            head.Append('\n').Append("  ").Append(heading).Append("\n\n");
            foreach (var setting in settings)
            {
                var standard = setting.Default.Length > 0 ? $" Default: {Plain(setting.Default)}." : "";
                Append(head, setting.Name, Plain(setting.Summary) + Fallbacks(setting) + standard);
            }
        }

        head.Append("\n  Items\n\n");
        foreach (var setting in ItemSettings.All)
        {
            var metadata = setting.Metadata.Length > 0 ? $"Metadata: {Plain(setting.Metadata)}. " : "";
            Append(head, setting.Name, metadata + Plain(setting.Summary));
        }

        return head.Append(
                """

                  Outputs, for targets that run after PublishDockerImage

                    @(GeneratedDockerImage)   The image names, one item for each tag, with the metadata ImageId,
                                              Digest (if pushed), Size, Platform and Pushed.
                    $(GeneratedDockerImageId), $(GeneratedDockerImageDigest), $(GeneratedDockerfile),
                    $(GeneratedArchiveOutputPath), @(GeneratedDockerSbom)
                    The outputs of the SDK's PublishContainer, such as @(GeneratedContainer)

                  Targets

                    PublishDockerImage runs ResolveDockerProperties, GenerateDockerfile, BuildDockerImage,
                    SaveDockerImage and PushDockerImage after a publish. Each target has a property $(…DependsOn).
                    DockerizeOnBuild publishes the output of a build. EjectDockerfile writes the Dockerfile to the
                    project folder, so that you can edit it.

                  Do not set passwords in properties or items, because build logs contain them.
                -->

                """
            )
            .ToString();
    }

    private static string Fallbacks(Setting setting) =>
        setting.Fallbacks.Count == 0 ? "" : $" Falls back to {string.Join(", ", setting.Fallbacks)}.";

    // Converts Markdown to plain text. An XML comment must not contain two hyphens in a row.
    private static string Plain(string markdown) =>
        Regex.Replace(markdown, @" ?\(\[[^\]]*\]\([^)]*\)\)", "").Replace("`", "", StringComparison.Ordinal) is var text
            ? Regex.Replace(text, @"\[([^\]]*)\]\([^)]*\)", "$1").Replace("--", "- -", StringComparison.Ordinal)
            : "";

    private static void Append(StringBuilder head, string name, string text)
    {
        const int Column = 30;
        var line = new StringBuilder("    " + name).Append(' ', Math.Max(1, Column - 4 - name.Length));
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length > Width)
            {
                head.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append(' ', Column);
            }

            line.Append(word).Append(' ');
        }

        head.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private static void Compare(string path, string expected, string actual)
    {
        if (Environment.GetEnvironmentVariable("DOCKERIZE_UPDATE") == "1")
            File.WriteAllText(path, expected);
        else
            Assert.AreEqual(
                expected,
                actual,
                $"{Path.GetFileName(path)} differs from the table of settings; run the tests with DOCKERIZE_UPDATE=1."
            );
    }

    private static string PathOf(params string[] path) => Path.Combine([Repository.Root, .. path]);
}
