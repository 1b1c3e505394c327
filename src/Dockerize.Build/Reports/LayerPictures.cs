using static Dockerize.Build.Reports.HtmlText;

namespace Dockerize.Build.Reports;

/// <summary>Draws the layers of an image as SVG: a bar of the layers, and a treemap of their files.</summary>
/// <param name="platform">The image.</param>
internal sealed class LayerPictures(PlatformReport platform)
{
    private const int FilesPerLayer = 24;
    private const double Gap = 2;
    private const double MinSide = 3;
    private const double Padding = 8;

    /// <summary>The width of a character in relation to the font size, for a wide system font.</summary>
    private const double CharacterWidth = 0.58;

    private const int BarWidth = 1000;
    private const int BarHeight = 28;

    // A smaller part of the bar would not be visible.
    private const double MinPart = 4;

    /// <summary>The CSS class with the color of a layer.</summary>
    /// <param name="index">The index of the layer in the table.</param>
    public string ColorOf(int index) =>
        platform.Layers[index].IsBase
            ? "base"
            : FormattableString.Invariant($"c{(index - (platform.Layers[0].IsBase ? 1 : 0)) % ReportStyle.Colors}");

    /// <summary>Draws a bar whose parts are the layers; empty if no size is known.</summary>
    public string DrawBar()
    {
        var parts = platform
            .Layers.Select((layer, index) => (Layer: layer, Index: index))
            .Where(part => part.Layer.Size > 0)
            .ToList();
        if (parts.Count == 0)
            return "";

        var total = parts.Sum(part => (double)part.Layer.Size!.Value);
        var widths = parts.Select(part => Math.Max(MinPart, BarWidth * part.Layer.Size!.Value / total)).ToList();
        var scale = BarWidth / widths.Sum();
        var (x, rectangles) = (0.0, new List<string>());
        foreach (var (part, width) in parts.Zip(widths, (part, width) => (part, width * scale)))
        {
            var title = $"<title>{Name(part.Layer.Title)}: {ReportText.Size(part.Layer.Size)}</title>";
            var rectangle = Rectangle(new TreemapTile(x, 0, Math.Max(1, width - Gap), BarHeight), radius: 0);
            rectangles.Add($"""<g class="{ColorOf(part.Index)}">{title}{rectangle}</g>""");
            x += width;
        }

        return $"""<svg class="bar" viewBox="0 0 {BarWidth} {BarHeight}" preserveAspectRatio="none" role="img" """
            + """aria-label="Layers by size. The table lists the same values.">"""
            + $"{string.Concat(rectangles)}</svg>";
    }

    /// <summary>Draws the files of the layers; empty if no files are known.</summary>
    /// <param name="width">The width of the picture.</param>
    /// <param name="height">The height of the picture.</param>
    /// <param name="fontSize">The size of the text.</param>
    /// <param name="name">The CSS class of the picture.</param>
    public string DrawFiles(int width, int height, int fontSize, string name)
    {
        var layers = platform
            .Files.Where(file => file.Size > 0)
            .GroupBy(file => file.Layer)
            .Select(files =>
                (Layer: files.Key, Files: files.ToList(), Size: files.Sum(file => (double)file.Size!.Value))
            )
            .OrderByDescending(layer => layer.Size)
            .ToList();
        if (layers.Count == 0)
            return "";

        var tiles = new TreemapTile(0, 0, width, height).Split([.. layers.Select(layer => layer.Size)]);
        var drawn = layers.Zip(tiles, (layer, tile) => DrawLayer(layer.Layer, layer.Files, tile.Inset(Gap), fontSize));
        return $"""<svg class="files {name}" viewBox="{ViewBox(width, height)}" role="img" """
            + """aria-label="Files by size, grouped by layer. The table of the largest files lists the same values.">"""
            + $"{string.Concat(drawn)}</svg>";
    }

    // Without the outer gaps, so that the picture is aligned with the table.
    private static string ViewBox(int width, int height) =>
        $"{Coordinate(Gap * 1.5)} {Coordinate(Gap * 1.5)} {Coordinate(width - Gap * 3)} {Coordinate(height - Gap * 3)}";

    private string DrawLayer(int layer, List<ReportFile> files, TreemapTile area, int fontSize)
    {
        var shown = files.Take(FilesPerLayer).ToList();
        List<double> weights = [.. shown.Select(file => (double)file.Size!.Value)];
        var others = files.Skip(FilesPerLayer).ToList();
        var size = others.Sum(file => file.Size!.Value);
        // The others can be larger than a file, but the algorithm requires the largest first.
        var position = weights.FindIndex(weight => weight < size);
        position = position < 0 ? weights.Count : position;
        if (others.Count > 0)
            weights.Insert(position, size);
        var drawn = area.Split(weights)
            .Select((tile, index) => (Tile: tile.Inset(Gap / 2), Index: index))
            .Where(item => item.Tile.Width >= MinSide && item.Tile.Height >= MinSide)
            .Select(item =>
                others.Count > 0 && item.Index == position
                    ? DrawTile(item.Tile, ReportText.Count(others.Count, "more file"), null, size, fontSize)
                    : DrawFile(
                        item.Tile,
                        shown[item.Index - (others.Count > 0 && item.Index > position ? 1 : 0)],
                        fontSize
                    )
            );
        return $"""<g class="{ColorOf(layer)}">{string.Concat(drawn)}</g>""";
    }

    private static string DrawFile(TreemapTile tile, ReportFile file, int fontSize) =>
        DrawTile(tile, file.Path.Substring(file.Path.LastIndexOf('/') + 1), file.Path, file.Size!.Value, fontSize);

    private static string DrawTile(TreemapTile tile, string label, string? path, long size, int fontSize)
    {
        var (name, bytes) = (ReportText.Name(label), ReportText.Size(size));
        var characters = (int)((tile.Width - 2 * Padding) / (fontSize * CharacterWidth));
        var hasLine = tile.Height >= fontSize + 2 * Padding - 4;
        var text = hasLine ? TileLabel.Fit(name, characters) : null;
        var hasSize = text is not null && bytes.Length <= characters && tile.Height >= 2.5 * fontSize + 2 * Padding;
        var (x, y) = (tile.X + Padding, tile.Y + Padding + fontSize * 0.8);
        return $"<g><title>{Name(path ?? label)}: {bytes}</title>"
            + Rectangle(tile, radius: 2)
            + (text is null ? "" : $"""<text x="{Coordinate(x)}" y="{Coordinate(y)}">{Escape(text)}</text>""")
            + (hasSize ? $"""<text x="{Coordinate(x)}" y="{Coordinate(y + fontSize * 1.35)}">{bytes}</text>""" : "")
            + "</g>";
    }

    private static string Rectangle(TreemapTile tile, int radius) =>
        $"""<rect x="{Coordinate(tile.X)}" y="{Coordinate(tile.Y)}" width="{Coordinate(tile.Width)}" """
        + $"""height="{Coordinate(tile.Height)}" rx="{radius}"/>""";
}
