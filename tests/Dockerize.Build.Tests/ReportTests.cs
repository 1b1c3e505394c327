using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dockerize.Build.Reports;

namespace Dockerize.Build.Tests;

/// <summary>The layer report shows the layers and files of an image, and the changes since the previous one.</summary>
[TestClass]
public sealed class ReportTests
{
    private const string Hostile = "app/<script>alert(1)</script>\"'&`|_x_\u202e[a](b)\r\n| # @me";

    [TestMethod]
    [DataRow("COPY app/ /", "app/app/Shop.dll app/etc/x", "/app/Shop.dll /etc/x")]
    [DataRow("COPY --link --chown=app data/ /", "data/app/db app/app/Shop.dll", "/app/db")]
    [DataRow("COPY . .", "Shop.dll wwwroot/site.css", "Shop.dll wwwroot/site.css")]
    [DataRow("COPY src ./app", "src/a.txt source/b.txt", "app/a.txt")]
    [DataRow("COPY a.txt b.txt /etc", "a.txt b.txt c.txt", "/etc/a.txt /etc/b.txt")]
    [DataRow("COPY a.txt /b.txt", "a.txt", "/b.txt")]
    [DataRow("COPY --from=build /app /app", "app/Shop.dll", "")]
    [DataRow("COPY *.dll /app/", "Shop.dll", "")]
    [DataRow("COPY [\"a.txt\", \"/\"]", "a.txt", "")]
    [DataRow("RUN cp a.txt /", "a.txt", "")]
    public void Files_of_a_layer_are_those_that_its_instruction_copies(string instruction, string files, string paths)
    {
        var inputs = files.Split(' ').ToDictionary(path => path, path => new InputFile("1", 1));

        var found = CopiedFiles.Find([null, instruction], inputs);

        Assert.AreEqual(paths, string.Join(' ', found.Keys));
        Assert.IsTrue(found.Values.All(file => file.Layer == 1));
    }

    [TestMethod]
    public void Later_layer_replaces_a_file_of_an_earlier_one()
    {
        var inputs = Files(("packages/app/a", "1", 10), ("app/app/a", "2", 20));

        var found = CopiedFiles.Find(["COPY packages/ /", "COPY app/ /"], inputs);

        Assert.AreEqual(new ReportFile("/app/a", 1, "2", 20), found.Values.Single());
    }

    [TestMethod]
    public void Layers_of_the_base_image_are_one_row_and_each_layer_has_its_previous_size()
    {
        var platform = Read().Platforms.Single();

        Assert.AreEqual(
            "base image aspnet:10.0: 2 layers,,100,90,1 new; COPY packages/ /,2,30,30,shared; COPY app/ /,1,12,10,new",
            string.Join(
                "; ",
                platform.Layers.Select(layer =>
                    $"{layer.Title},{layer.Files},{layer.Size},{layer.OldSize},{layer.State}"
                )
            )
        );
        Assert.AreEqual((142L, 12L, 4, 2), (platform.Size, platform.Growth, platform.LayerCount, platform.NewCount));
    }

    [TestMethod]
    public void Changes_of_files_are_sorted_by_the_difference()
    {
        var platform = Read().Platforms.Single();

        Assert.AreEqual(
            "/app/big.dll shrank -12, /app/old.dll removed -7, /app/new.dll added 5, /app/Shop.dll grew 2, "
                + "/app/same.dll changed 0",
            string.Join(", ", platform.Changes.Select(change => $"{change.Path} {change.Kind} {change.Growth}"))
        );
        Assert.AreEqual("1 file added, 1 removed, 1 grew, 1 shrank, 1 changed", ReportText.Summary(platform.Changes));
        Assert.AreEqual("/app/big.dll", platform.Files[0].Path);
    }

    [TestMethod]
    public void First_image_has_no_changes_and_only_new_layers()
    {
        var record = Record() with
        {
            Layers =
            [
                new("sha256:1")
                {
                    Instruction = "COPY app/ /",
                    Size = 1,
                    IsNew = true,
                },
            ],
        };

        var report = ReportReader.Read(record, [new ReportSource(record)]);

        var platform = report.Platforms.Single();
        Assert.AreEqual((false, 1, (long?)null), (platform.HasPrevious, platform.NewCount, platform.Growth));
        Assert.DoesNotContain("previous image</h2>", new HtmlReport(report).Create());
        Assert.Contains("The files of this image are not known", new HtmlReport(report).Create());
        Assert.DoesNotContain("Changes since", new MarkdownReport(report).Create());
    }

    [TestMethod]
    public void Table_in_the_log_has_aligned_columns()
    {
        Assert.AreEqual(
            """
            Layers of shop:1 (linux/amd64):
              layer                             files   size  state
              base image aspnet:10.0: 2 layers      –  100 B  1 new
              COPY packages/ /                      2   30 B  shared
              COPY app/ /                           1   12 B  new
            """.ReplaceLineEndings("\n"),
            string.Join('\n', LayerTable.Create(Read()))
        );
    }

    [TestMethod]
    public void Compressed_sizes_are_shown_if_they_are_known()
    {
        var report = Read();
        var platform = report.Platforms.Single();
        report = report with
        {
            Platforms =
            [
                platform with
                {
                    Layers = [.. platform.Layers.Select(layer => layer with { CompressedSize = layer.Size / 2 })],
                },
            ],
        };

        Assert.AreEqual(
            """
            Layers of shop:1 (linux/amd64):
              layer                             files   size  compressed  state
              base image aspnet:10.0: 2 layers      –  100 B        50 B  1 new
              COPY packages/ /                      2   30 B        15 B  shared
              COPY app/ /                           1   12 B         6 B  new
            """.ReplaceLineEndings("\n"),
            string.Join('\n', LayerTable.Create(report))
        );
        Assert.Contains("| Layer | Files | Size | Compressed | Before |", new MarkdownReport(report).Create());
        Assert.Contains("| `COPY app/ /` | 1 | 12 B | 6 B | 10 B | new |", new MarkdownReport(report).Create());
        Assert.Contains("data-label=\"compressed\">6 B</td>", new HtmlReport(report).Create());
        Assert.DoesNotContain(">Compressed<", new HtmlReport(Read()).Create());
    }

    [TestMethod]
    public void Page_is_well_formed_loads_nothing_and_is_the_same_each_time()
    {
        var html = new HtmlReport(Read()).Create();

        var page = Parse(html);
        string[] loading = ["script", "link", "img", "iframe", "a", "image", "use", "object", "embed"];
        Assert.IsEmpty(page.Descendants().Where(element => loading.Contains(element.Name.LocalName)));
        Assert.DoesNotContain("url(", html);
        Assert.DoesNotContain("@import", html);
        Assert.Contains("default-src 'none'", html);
        Assert.AreEqual(html, new HtmlReport(Read()).Create());
    }

    [TestMethod]
    public void Pictures_have_text_alternatives_and_tables_have_headers()
    {
        var page = Parse(new HtmlReport(Read()).Create());

        var pictures = page.Descendants("svg").Where(svg => (string?)svg.Attribute("aria-hidden") != "true").ToList();
        Assert.HasCount(3, pictures);
        foreach (var picture in pictures)
        {
            Assert.AreEqual("img", (string?)picture.Attribute("role"));
            Assert.Contains("same values", (string)picture.Attribute("aria-label")!);
        }

        foreach (var table in page.Descendants("table"))
        {
            Assert.IsNotEmpty(table.Elements("caption"));
            var columns = table.Descendants("th").Count();
            Assert.IsTrue(table.Descendants("tr").Skip(1).All(row => row.Elements("td").Count() == columns));
        }
    }

    [TestMethod]
    public void White_text_on_the_color_of_every_layer_is_readable()
    {
        var colors = Regex
            .Matches(ReportStyle.Css, @"--c\d: #(?<color>[0-9a-f]{6})")
            .Cast<Match>()
            .Select(match => match.Groups["color"].Value)
            .ToList();

        Assert.HasCount(2 * ReportStyle.Colors, colors);
        foreach (var color in colors)
            Assert.IsGreaterThanOrEqualTo(4.5, 1.05 / (Luminance(color) + 0.05), color);

        // The relative luminance of WCAG 2.
        static double Luminance(string color)
        {
            var (red, green, blue) = (Part(0), Part(2), Part(4));
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;

            double Part(int start)
            {
                var part = Convert.ToInt32(color.Substring(start, 2), 16) / 255.0;
                return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
            }
        }
    }

    [TestMethod]
    public void Foreign_text_cannot_add_elements_to_the_page()
    {
        var html = new HtmlReport(ReadHostile()).Create();

        var page = Parse(html);
        Assert.IsEmpty(page.Descendants("script"));
        Assert.Contains("&lt;script&gt;", html);
        Assert.DoesNotContain("\u202e", html);
        Assert.DoesNotContain("\r", html);
    }

    [TestMethod]
    public void Foreign_text_cannot_add_cells_or_markup_to_Markdown()
    {
        var lines = new MarkdownReport(ReadHostile()).Create().Split('\n');

        foreach (var line in lines.Where(line => line.Contains("alert")))
        {
            Assert.DoesNotContain("<script", line);
            Assert.DoesNotContain("[a](b)", line);
        }

        // A line break in a name would start this line.
        Assert.IsTrue(lines.All(line => !line.StartsWith("| #", StringComparison.Ordinal)));
        var row = lines.First(line => line.Contains("alert") && line.Contains(" added "));
        Assert.AreEqual(6, row.Count(character => character == '|'));
    }

    [TestMethod]
    [DataRow("app/Shop.dll", "`app/Shop.dll`")]
    [DataRow("a_b*c<d>", "`a_b*c<d>`")]
    [DataRow("a|b", "<code>a&#124;b</code>")]
    [DataRow("a`b\\", "<code>a&#96;b&#92;</code>")]
    [DataRow(" \n", "")]
    public void Markdown_code_shows_the_name(string name, string expected) =>
        Assert.AreEqual(expected, MarkdownText.Code(name));

    [TestMethod]
    [DataRow("/app/Shop.dll", "/app/<wbr/>Shop<wbr/>.dll")]
    [DataRow("a", "a")]
    [DataRow("", "")]
    [DataRow("/<b>", "/&lt;b&gt;")]
    public void Long_path_on_the_page_can_break_where_a_part_begins(string path, string html) =>
        Assert.AreEqual($"<code>{html}</code>", HtmlText.Code(path));

    [TestMethod]
    public void Lists_of_a_large_image_are_bounded()
    {
        var count = 10_000;
        var files = Files([
            .. Enumerable.Range(0, count).Select(index => ($"app/app/{index}.dll", $"{index}", (long)index)),
        ]);
        var record = Record() with { Layers = [Layer("sha256:1", "COPY app/ /", 1, true)] };
        var report = ReportReader.Read(record, [Source(record, files, new([], Files()))]);

        var html = new HtmlReport(report).Create();
        var markdown = new MarkdownReport(report).Create();

        Assert.Contains("<p class=\"more\">and 9,980 more</p>", html);
        Assert.IsLessThan(60_000, html.Length);
        Assert.Contains("and 9,980 more", markdown);
        Assert.IsLessThan(10_000, markdown.Length);
    }

    [TestMethod]
    public void Long_name_keeps_its_start_and_end() =>
        Assert.AreEqual(
            new string('a', 100) + "…" + new string('b', 99),
            ReportText.Name(new string('a', 500) + new string('b', 500))
        );

    [TestMethod]
    [DataRow("Shop.dll", 8, "Shop.dll")]
    [DataRow("Microsoft.Extensions.Logging.dll", 20, "…Logging.dll")]
    [DataRow("Microsoft.Extensions.Logging.dll", 24, "…Extensions.Logging.dll")]
    [DataRow("Microsoft.Extensions.Logging.dll", 10, "…Logging")]
    [DataRow("Microsoft.Extensions.Logging.dll", 5, null)]
    [DataRow("libe_sqlite3.so", 8, null)]
    public void Label_of_a_tile_is_only_cut_where_a_part_of_the_name_begins(string name, int width, string? expected) =>
        Assert.AreEqual(expected, TileLabel.Fit(name, width));

    [TestMethod]
    public void Tiles_fill_the_area_in_proportion_and_do_not_overlap()
    {
        double[] weights = [600, 300, 200, 50, 50, 10, 1, 0];
        var area = new TreemapTile(10, 20, 400, 300);

        var tiles = area.Split(weights);

        Assert.HasCount(weights.Length, tiles);
        foreach (var (tile, weight) in tiles.Zip(weights))
        {
            Assert.AreEqual(area.Width * area.Height * weight / weights.Sum(), tile.Width * tile.Height, 0.01);
            Assert.IsTrue(tile.X >= 10 - 0.01 && tile.X + tile.Width <= 410.01);
            Assert.IsTrue(tile.Y >= 20 - 0.01 && tile.Y + tile.Height <= 320.01);
        }

        Assert.IsLessThan(3, tiles[0].Width / tiles[0].Height);
    }

    [TestMethod]
    public void Multi_platform_image_has_a_section_for_each_platform()
    {
        var record = Record();
        var arm = record with { Platform = "linux/arm64" };

        var report = ReportReader.Read(record, [new ReportSource(record), new ReportSource(arm)]);

        var page = Parse(new HtmlReport(report).Create());
        Assert.AreEqual("linux/amd64 linux/arm64", string.Join(' ', page.Descendants("h2").Select(h => h.Value)));
        Assert.Contains("## `linux/arm64`", new MarkdownReport(report).Create());
    }

    private static ImageReport Read()
    {
        var before = Files(
            ("packages/app/big.dll", "1", 32),
            ("packages/app/same.dll", "1", 3),
            ("app/app/Shop.dll", "1", 10),
            ("app/app/old.dll", "1", 7)
        );
        var after = Files(
            ("packages/app/big.dll", "2", 20),
            ("packages/app/same.dll", "2", 3),
            ("app/app/Shop.dll", "2", 12),
            ("app/app/new.dll", "1", 5),
            ("Dockerfile", "2", 500)
        );
        ImageLayer[] layers =
        [
            new("sha256:a")
            {
                Base = "aspnet:10.0",
                Size = 60,
                IsNew = false,
            },
            new("sha256:b")
            {
                Base = "aspnet:10.0",
                Size = 40,
                IsNew = true,
            },
            Layer("sha256:c", "COPY packages/ /", 30, false, 2),
            Layer("sha256:d", "COPY app/ /", 12, true, 1),
        ];
        ImageLayer[] old =
        [
            new("sha256:a") { Base = "aspnet:10.0", Size = 60 },
            new("sha256:0") { Base = "aspnet:10.0", Size = 30 },
            layers[2],
            layers[3] with
            {
                Size = 10,
            },
        ];
        var record = Record() with { Layers = layers };
        return ReportReader.Read(record, [Source(record, after, new(old, before))]);
    }

    private static ImageReport ReadHostile()
    {
        var record = Record() with
        {
            Tags = [Hostile, Hostile],
            Digests = new Dictionary<string, string> { [Hostile] = "sha256:1" },
            Platform = Hostile,
            Layers =
            [
                new("sha256:a") { Base = Hostile, Size = 10 },
                Layer("sha256:d", "COPY app/ /", 12, true, 1),
                Layer("sha256:e", Hostile, 12, true, 1),
            ],
        };
        return ReportReader.Read(record, [Source(record, Files((Hostile, "1", 1000)), new([], Files()))]);
    }

    private static BuildRecord Record() =>
        new()
        {
            Id = "sha256:1",
            Inputs = "sha256:2",
            Platform = "linux/amd64",
            Size = 142,
            BaseImages = new Dictionary<string, BaseImageRecord>(),
            Tags = ["shop:1"],
        };

    private static ImageLayer Layer(string id, string instruction, long size, bool isNew, int? files = null) =>
        new(id)
        {
            Instruction = instruction,
            Size = size,
            IsNew = isNew,
            Files = files,
        };

    private static Dictionary<string, InputFile> Files(params (string Path, string Digest, long Size)[] files) =>
        files.ToDictionary(file => file.Path, file => new InputFile(file.Digest, file.Size));

    private static ReportSource Source(
        BuildRecord record,
        IReadOnlyDictionary<string, InputFile> files,
        PreviousImage previous
    ) => new(record) { Files = files, Previous = previous };

    // The page is also well-formed XML, except for the document type and the elements without an end tag.
    private static XDocument Parse(string html) =>
        XDocument.Parse(
            html.Replace("<!doctype html>", "")
                .Replace("utf-8\">", "utf-8\"/>")
                .Replace("scale=1\">", "scale=1\"/>")
                .Replace("inline'\">", "inline'\"/>")
        );
}
