using System.Text;
using static Dockerize.Build.Reports.MarkdownText;

namespace Dockerize.Build.Reports;

/// <summary>Writes a report as Markdown, for example for the summary of a CI job.</summary>
/// <param name="report">The content.</param>
internal sealed class MarkdownReport(ImageReport report)
{
    private readonly StringBuilder markdown = new();

    /// <summary>Creates the document.</summary>
    public string Create()
    {
        Line($"# Layer report: {Code(report.Names[0])}");
        Line("");
        Line("| | |");
        Line("|---|---|");
        foreach (var name in report.Names.Take(ReportText.Rows))
            Line($"| Name | {Code(name)} |");
        Line($"| Image id | {Code(report.Id)} |");
        foreach (var digest in report.Digests.Take(ReportText.Rows))
            Line($"| Digest | {Code($"{digest.Key}@{digest.Value}")} |");
        foreach (var platform in report.Platforms)
            AddPlatform(platform);
        return markdown.ToString();
    }

    private void AddPlatform(PlatformReport platform)
    {
        Line("");
        Line($"## {Code(platform.Platform)}");
        Line("");
        var growth = platform.Growth is { } bytes ? $" ({ReportText.Difference(bytes)} to the previous image)" : "";
        var news = platform.HasPrevious ? $" ({ReportText.Number(platform.NewCount)} new)" : "";
        Line($"{ReportText.Size(platform.Size)}{growth}, {ReportText.Count(platform.LayerCount, "layer")}{news}");
        AddLayers(platform);
        AddChanges(platform);
        AddFiles(platform);
    }

    private void AddLayers(PlatformReport platform)
    {
        var total = Math.Max(1, platform.Layers.Sum(layer => layer.Size ?? 0));
        Line("");
        Line("### Layers");
        Line("");
        var (heading, rule) = platform.HasCompressedSizes ? (" Compressed |", "---:|") : ("", "");
        Line($"| Layer | Files | Size |{heading} Before | State | |");
        Line($"|---|---:|---:|{rule}---:|---|---|");
        foreach (var layer in platform.Layers.Take(ReportText.Layers))
        {
            var name = layer.IsBase
                ? $"Base image {Code(layer.Name)}, {ReportText.Count(layer.Count, "layer")}"
                : Code(layer.Name);
            var compressed = platform.HasCompressedSizes ? $"| {ReportText.Size(layer.CompressedSize)} " : "";
            Line(
                $"| {name} | {ReportText.Number(layer.Files)} | {ReportText.Size(layer.Size)} {compressed}"
                    + $"| {ReportText.Size(layer.OldSize)} | {layer.State} | {Bar((double)(layer.Size ?? 0) / total)} |"
            );
        }

        AddMore(platform.Layers.Count, ReportText.Layers);
    }

    private void AddChanges(PlatformReport platform)
    {
        if (!platform.HasPrevious)
            return;

        Line("");
        Line("### Changes since the previous image");
        Line("");
        if (platform.Changes.Count == 0)
        {
            Line("No known file changed.");
            return;
        }

        Line(ReportText.Summary(platform.Changes));
        Line("");
        Line("| File | Change | Before | Size | Difference |");
        Line("|---|---|---:|---:|---:|");
        foreach (var change in platform.Changes.Take(ReportText.Rows))
        {
            var (before, after) = (change.Before?.Size, change.After?.Size);
            Line(
                $"| {Code(change.Path)} | {change.Kind} | {ReportText.Size(before)} | {ReportText.Size(after)} "
                    + $"| {ReportText.Difference(change.Growth)} |"
            );
        }

        AddMore(platform.Changes.Count);
    }

    private void AddFiles(PlatformReport platform)
    {
        if (platform.Files.Count == 0)
            return;

        var largest = Math.Max(1, platform.Files[0].Size!.Value);
        Line("");
        Line("### Largest files");
        Line("");
        Line("| File | Layer | Size | |");
        Line("|---|---|---:|---|");
        foreach (var file in platform.Files.Take(ReportText.Rows))
        {
            Line(
                $"| {Code(file.Path)} | {Code(platform.Layers[file.Layer].Name)} | {ReportText.Size(file.Size)} "
                    + $"| {Bar((double)file.Size!.Value / largest)} |"
            );
        }

        AddMore(platform.Files.Count);
    }

    private void AddMore(int count, int limit = ReportText.Rows)
    {
        if (count <= limit)
            return;

        Line("");
        Line($"and {ReportText.Number(count - limit)} more");
    }

    private void Line(string line) => markdown.Append(line).Append('\n');
}
