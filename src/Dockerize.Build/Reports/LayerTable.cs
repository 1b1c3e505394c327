using Dockerize.Strings;

namespace Dockerize.Build.Reports;

/// <summary>The table of the layers of an image in the log.</summary>
internal static class LayerTable
{
    private const int NameWidth = 60;

    /// <summary>Creates the lines of the table. Each platform has a heading.</summary>
    public static IEnumerable<string> Create(ImageReport report) =>
        report.Platforms.SelectMany(platform =>
            Create(platform).Prepend($"Layers of {report.Names[0]} ({platform.Platform}):")
        );

    private static IEnumerable<string> Create(PlatformReport platform)
    {
        var hasCompressed = platform.HasCompressedSizes;
        List<string[]> rows =
        [
            Row("layer", "files", "size", "compressed", "state"),
            .. platform.Layers.Select(layer =>
                Row(
                    Shorten(layer.Title),
                    ReportText.Number(layer.Files),
                    ReportText.Size(layer.Size),
                    ReportText.Size(layer.CompressedSize),
                    layer.State
                )
            ),
        ];
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        return rows.Select(row =>
        {
            var numbers = row.Skip(1).Take(row.Length - 2).Select((cell, column) => cell.PadLeft(widths[column + 1]));
            return string.Join("  ", ["", row[0].PadRight(widths[0]), .. numbers, row[row.Length - 1]]);
        });

        string[] Row(string name, string files, string size, string compressed, string state) =>
            hasCompressed ? [name, files, size, compressed, state] : [name, files, size, state];
    }

    private static string Shorten(string name)
    {
        var line = PlainText.Line(name);
        return line.Length > NameWidth ? line.Substring(0, NameWidth - 1) + "…" : line;
    }
}
