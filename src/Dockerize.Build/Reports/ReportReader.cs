using Dockerize.Builds;
using Dockerize.Images;

namespace Dockerize.Build.Reports;

/// <summary>Creates the content of a report from the files that builds and pushes write.</summary>
internal static class ReportReader
{
    /// <summary>Creates the content of a report.</summary>
    /// <param name="record">The record of the image.</param>
    /// <param name="platforms">The sources for the image of each platform.</param>
    public static ImageReport Read(BuildRecord record, IEnumerable<ReportSource> platforms) =>
        new()
        {
            Names = record.Tags.Count > 0 ? record.Tags : [record.Id],
            Id = record.Id,
            Digests = [.. record.Digests.OrderBy(digest => digest.Key, StringComparer.Ordinal)],
            Platforms = [.. platforms.Select(ReadPlatform)],
        };

    private static PlatformReport ReadPlatform(ReportSource source)
    {
        var (record, previous) = (source.Record, source.Previous);
        var files = FindFiles(record.Layers, source.Files);
        var before = previous is null ? [] : FindFiles(previous.Layers, previous.Files);
        return new PlatformReport
        {
            Platform = record.Platform,
            Layers = ReadLayers(record.Layers, previous?.Layers ?? []),
            Files =
            [
                .. files
                    .Values.Where(file => file.Size is not null)
                    .OrderByDescending(file => file.Size)
                    .ThenBy(file => file.Path, StringComparer.Ordinal),
            ],
            HasPrevious = previous is not null,
            OldSize = previous is null ? null : PlatformReport.Sum(previous.Layers.Select(layer => layer.Size)),
            Changes = previous is null ? [] : FileChange.Find(before, files),
        };
    }

    private static List<ReportLayer> ReadLayers(IReadOnlyList<ImageLayer> layers, IReadOnlyList<ImageLayer> previous)
    {
        var old = previous
            .Where(layer => layer.Base is null && layer.Instruction is not null)
            .GroupBy(layer => layer.Instruction!, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => new Queue<ImageLayer>(same), StringComparer.Ordinal);
        var rows = new List<ReportLayer>();
        if (BaseOf(layers) is { Count: > 0 } below)
            rows.Add(ReadBase(below, BaseOf(previous)));
        foreach (var layer in layers.Where(layer => layer.Base is null))
        {
            var same =
                layer.Instruction is { } text && old.TryGetValue(text, out var queue) && queue.Count > 0
                    ? queue.Dequeue()
                    : null;
            rows.Add(
                new ReportLayer(layer.Instruction ?? ImageLayer.ShortId(layer.Id))
                {
                    NewCount = CountNew([layer]),
                    Files = layer.Files,
                    Size = layer.Size,
                    CompressedSize = layer.CompressedSize,
                    OldSize = same?.Size,
                }
            );
        }

        return rows;
    }

    private static List<ImageLayer> BaseOf(IEnumerable<ImageLayer> layers) =>
        [.. layers.Where(layer => layer.Base is not null)];

    private static ReportLayer ReadBase(List<ImageLayer> layers, List<ImageLayer> previous) =>
        new(layers[0].Base!)
        {
            IsBase = true,
            Count = layers.Count,
            NewCount = CountNew(layers),
            Size = PlatformReport.Sum(layers.Select(layer => layer.Size)),
            CompressedSize = PlatformReport.Sum(layers.Select(layer => layer.CompressedSize)),
            OldSize = previous.Count > 0 ? PlatformReport.Sum(previous.Select(layer => layer.Size)) : null,
        };

    private static int CountNew(IEnumerable<ImageLayer> layers) => layers.Count(layer => layer.IsNew != false);

    // The first row of the table is that of the base image.
    private static Dictionary<string, ReportFile> FindFiles(
        IReadOnlyList<ImageLayer> layers,
        IReadOnlyDictionary<string, InputFile> files
    )
    {
        List<string?> instructions = [.. layers.Where(layer => layer.Base is null).Select(layer => layer.Instruction)];
        if (layers.Any(layer => layer.Base is not null))
            instructions.Insert(0, null);
        return CopiedFiles.Find(instructions, files);
    }
}
