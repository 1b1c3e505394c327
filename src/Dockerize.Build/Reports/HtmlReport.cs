using System.Text;
using static Dockerize.Build.Reports.HtmlText;

namespace Dockerize.Build.Reports;

/// <summary>Writes a report as one HTML page, which loads nothing from elsewhere.</summary>
/// <param name="report">The content.</param>
internal sealed class HtmlReport(ImageReport report)
{
    private readonly StringBuilder html = new();

    /// <summary>Creates the page.</summary>
    public string Create()
    {
        Line("<!doctype html>");
        Line("""<html lang="en">""");
        Line("<head>");
        Line("""<meta charset="utf-8">""");
        Line("""<meta name="viewport" content="width=device-width, initial-scale=1">""");
        Line("""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">""");
        Line($"<title>{Name(report.Names[0])}: layers</title>");
        Line($"<style>\n{ReportStyle.Css.Replace("\r", "")}\n</style>");
        Line("</head>");
        Line("<body>");
        Line("<main>");
        AddHeader();
        foreach (var platform in report.Platforms)
            AddPlatform(platform);
        AddIdentity();
        Line("<footer>Created by Dockerize.Build. The size is uncompressed, as the engine counts it.</footer>");
        Line("</main>");
        Line("</body>");
        Line("</html>");
        return html.ToString();
    }

    private void AddHeader()
    {
        Line("<header>");
        Line("""<p class="eyebrow">Layer report</p>""");
        Line($"<h1>{Name(report.Names[0])}</h1>");
        if (report.Names.Count > 1)
            Line($"""<p class="names">Also {string.Join(", ", Bounded(report.Names.Skip(1)))}</p>""");
        Line("</header>");
    }

    private static IEnumerable<string> Bounded(IEnumerable<string> names)
    {
        var all = names.ToList();
        var shown = all.Take(ReportText.Rows).Select(Name);
        return all.Count > ReportText.Rows ? shown.Append($"and {all.Count - ReportText.Rows} more") : shown;
    }

    private void AddPlatform(PlatformReport platform)
    {
        if (report.Platforms.Count > 1)
            Line($"<h2>{Name(platform.Platform)}</h2>");
        var pictures = new LayerPictures(platform);
        AddFacts(platform);
        new HtmlTables(platform, pictures, Line).Add(report.Platforms.Count > 1 ? 3 : 2);
    }

    private void AddFacts(PlatformReport platform)
    {
        Line("""<dl class="facts">""");
        AddFact("Size", ReportText.Size(platform.Size), Growth(platform));
        AddFact(
            "Layers",
            ReportText.Number(platform.LayerCount),
            platform.HasPrevious ? $"{ReportText.Number(platform.NewCount)} new" : ""
        );
        AddFact(
            "Files of the app",
            platform.Files.Count > 0 ? ReportText.Number(platform.Files.Count) : ReportText.None,
            platform.HasPrevious && platform.Files.Count > 0
                ? $"{ReportText.Number(platform.Changes.Count)} changed"
                : ""
        );
        AddFact("Platform", Name(platform.Platform), "");
        Line("</dl>");
    }

    private static string Growth(PlatformReport platform) =>
        platform.Growth is { } growth ? $"{ReportText.Difference(growth)} to the previous image" : "";

    private void AddFact(string name, string value, string note) =>
        Line(
            $"<div><dt>{name}</dt><dd>{value}"
                + (note.Length > 0 ? $"""<span class="note">{note}</span>""" : "")
                + "</dd></div>"
        );

    private void AddIdentity()
    {
        Line("""<section class="card">""");
        Line("""<dl class="identity">""");
        AddIdentity("Image id", report.Id);
        foreach (var digest in report.Digests.Take(ReportText.Rows))
            AddIdentity("Digest", $"{digest.Key}@{digest.Value}");
        if (report.Digests.Count > ReportText.Rows)
            AddIdentity("Digests", $"and {report.Digests.Count - ReportText.Rows} more");
        Line("</dl>");
        Line("</section>");
    }

    private void AddIdentity(string name, string value) => Line($"<dt>{name}</dt><dd>{Code(value)}</dd>");

    private void Line(string line) => html.Append(line).Append('\n');
}
