using static Dockerize.Build.Reports.HtmlText;

namespace Dockerize.Build.Reports;

/// <summary>Writes the pictures and tables of the image of one platform as HTML.</summary>
/// <param name="platform">The image.</param>
/// <param name="pictures">The pictures of the image.</param>
/// <param name="line">The receiver of lines.</param>
internal sealed class HtmlTables(PlatformReport platform, LayerPictures pictures, Action<string> line)
{
    private const int BarWidth = 100;

    // The key of a file that is in no layer.
    private static readonly string NoKey = Key("none");

    private int level;

    /// <summary>Adds all sections.</summary>
    /// <param name="headingLevel">The level of the headings.</param>
    public void Add(int headingLevel)
    {
        level = headingLevel;
        AddLayers();
        AddChanges();
        AddFiles();
    }

    private void AddLayers()
    {
        Start("Layers", "From the base image up. A layer that is shared is equal in the previous image.");
        if (pictures.DrawBar() is { Length: > 0 } bar)
            line(bar);
        var hasOld = platform.HasPrevious;
        var hasCompressed = platform.HasCompressedSizes;
        string[] columns =
        [
            "Layer",
            "#Files",
            "#Size",
            .. hasCompressed ? ["#Compressed"] : Array.Empty<string>(),
            .. hasOld ? ["#Before"] : Array.Empty<string>(),
            "State",
        ];
        Table(
            "Layers",
            columns,
            platform.Layers.Select((layer, index) => (IEnumerable<string>)Row(layer, index)),
            ReportText.Layers,
            platform.Layers.Count
        );
        End();

        List<string> Row(ReportLayer layer, int index)
        {
            var name = layer.IsBase
                ? $"Base image {Code(layer.Name)} {Quiet(ReportText.Count(layer.Count, "layer"))}"
                : $"<code>{Name(layer.Name)}</code>";
            List<string> cells =
            [
                NameCell(Key(index), name),
                Number("files", ReportText.Number(layer.Files)),
                Number("", ReportText.Size(layer.Size)),
            ];
            if (hasCompressed)
                cells.Add(Number("compressed", ReportText.Size(layer.CompressedSize)));
            if (hasOld)
                cells.Add(Number("before", ReportText.Size(layer.OldSize), isQuiet: layer.OldSize == layer.Size));
            cells.Add(Tag(layer.State, layer.NewCount > 0));
            return cells;
        }
    }

    private void AddChanges()
    {
        if (!platform.HasPrevious)
            return;

        var changes = platform.Changes;
        var summary = changes.Count > 0 ? ReportText.Summary(changes) : "No known file changed.";
        Start("Changes since the previous image", summary);
        if (changes.Count > 0)
        {
            Table(
                "Changed files",
                ["File", "Change", "#Before", "#Size", "#Difference"],
                changes.Select(change =>
                    (IEnumerable<string>)
                        [
                            NameCell(change.After is { } file ? Key(file.Layer) : NoKey, Code(change.Path)),
                            Tag(change.Kind, change.Before is null),
                            Number("from", change.Before is null ? "" : ReportText.Size(change.Before.Size)),
                            Number(
                                change.Before is null ? "" : "to",
                                change.After is null ? "" : ReportText.Size(change.After.Size)
                            ),
                            Number("", ReportText.Difference(change.Growth)),
                        ]
                ),
                ReportText.Rows,
                changes.Count
            );
        }

        End();
    }

    private void AddFiles()
    {
        var files = platform.Files;
        Start(
            "Files by size",
            files.Count > 0
                ? "The files that the image adds to its base image. The color is that of the layer."
                : "The files of this image are not known, because they do not come directly from the build context."
        );
        if (pictures.DrawFiles(900, 400, 12, "wide") is { Length: > 0 } wide)
        {
            line(wide);
            line(pictures.DrawFiles(480, 560, 15, "narrow"));
            var largest = files[0].Size!.Value;
            Table(
                "Largest files",
                ["File", "Layer", "#Size", ""],
                files.Select(file =>
                    (IEnumerable<string>)
                        [
                            NameCell(Key(file.Layer), Code(file.Path)),
                            $"""<td><code class="quiet">{Name(platform.Layers[file.Layer].Name)}</code></td>""",
                            Number("", ReportText.Size(file.Size)),
                            $"""<td class="share">{Share(file, largest)}</td>""",
                        ]
                ),
                ReportText.Rows,
                files.Count
            );
        }

        End();
    }

    private void Start(string heading, string text)
    {
        line("""<section class="card">""");
        line($"<h{level}>{heading}</h{level}>");
        line($"""<p class="quiet">{Escape(text)}</p>""");
    }

    private void End() => line("</section>");

    // Roles are explicit, because browsers ignore those of a table with another `display`.
    private void Table(string caption, string[] columns, IEnumerable<IEnumerable<string>> rows, int limit, int count)
    {
        line("""<table role="table">""");
        line($"<caption>{caption}</caption>");
        line("""<thead role="rowgroup"><tr role="row">""");
        foreach (var column in columns)
        {
            var isNumber = column.StartsWith("#", StringComparison.Ordinal);
            var name = isNumber ? """ class="number" """.TrimEnd() : "";
            line($"""<th scope="col" role="columnheader"{name}>{column.TrimStart('#')}</th>""");
        }

        line("</tr></thead>");
        line("""<tbody role="rowgroup">""");
        foreach (var row in rows.Take(limit))
            line($"""<tr role="row">{string.Concat(row).Replace("<td", "<td role=\"cell\"")}</tr>""");
        line("</tbody>");
        line("</table>");
        if (count > limit)
            line($"""<p class="more">and {ReportText.Number(count - limit)} more</p>""");
    }

    private static string NameCell(string key, string html) =>
        $"""<td><div class="name">{key}<div>{html}</div></div></td>""";

    private static string Number(string label, string value, bool isQuiet = false)
    {
        var names = "number" + (value is "" or ReportText.None ? " empty" : "") + (isQuiet ? " quiet" : "");
        var data = label.Length > 0 ? $" data-label=\"{label}\"" : "";
        return $"""<td class="{names}"{data}>{value}</td>""";
    }

    private string Key(int layer) => Key(pictures.ColorOf(layer));

    private static string Key(string color) =>
        """<svg class="key" viewBox="0 0 10 10" aria-hidden="true">"""
        + $"""<rect class="{color}" width="10" height="10" rx="2"/></svg>""";

    private static string Tag(string text, bool isNew) =>
        $"""<td><span class="{(isNew ? "tag new" : "tag")}">{text}</span></td>""";

    private static string Quiet(string text) => $"""<span class="quiet unit">{text}</span>""";

    private string Share(ReportFile file, long largest)
    {
        var width = Coordinate(Math.Max(1, (double)BarWidth * file.Size!.Value / Math.Max(1, largest)));
        return $"""<svg viewBox="0 0 {BarWidth} 6" preserveAspectRatio="none" aria-hidden="true">"""
            + $"""<rect class="{pictures.ColorOf(file.Layer)}" width="{width}" height="6"/></svg>""";
    }
}
