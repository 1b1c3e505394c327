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
        List<string[]> rows =
        [
            ["layer", "files", "size", "state"],
            .. platform.Layers.Select(layer =>
                new[] { Shorten(layer.Title), ReportText.Number(layer.Files), ReportText.Size(layer.Size), layer.State }
            ),
        ];
        var widths = Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length)).ToList();
        return rows.Select(row =>
            $"  {row[0].PadRight(widths[0])}  {row[1].PadLeft(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3]}"
        );
    }

    private static string Shorten(string name)
    {
        var line = PlainText.Line(name);
        return line.Length > NameWidth ? line.Substring(0, NameWidth - 1) + "…" : line;
    }
}
