namespace Dockerize.Build.Reports;

/// <summary>A rectangle.</summary>
internal readonly record struct TreemapTile(double X, double Y, double Width, double Height)
{
    /// <summary>Lays out areas side by side, each as close to a square as possible (squarified treemap).</summary>
    /// <param name="weights">The weights, the largest first. The areas are proportional to them.</param>
    /// <returns>A tile for each weight, in the same order.</returns>
    public IReadOnlyList<TreemapTile> Split(IReadOnlyList<double> weights)
    {
        var tiles = new List<TreemapTile>(weights.Count);
        var (rest, sum) = (this, weights.Sum());
        for (var start = 0; start < weights.Count; )
        {
            var scale = sum > 0 ? rest.Width * rest.Height / sum : 0;
            var side = Math.Min(rest.Width, rest.Height);
            var count = 1;
            while (start + count < weights.Count && IsBetter(weights, start, count, scale, side))
                count++;
            var row = weights.Skip(start).Take(count).ToList();
            rest = rest.AddRow(row, scale, tiles);
            sum -= row.Sum();
            start += count;
        }

        return tiles;
    }

    /// <summary>The tile without a margin on each side; empty if the tile is too small.</summary>
    public TreemapTile Inset(double margin) =>
        new(X + margin, Y + margin, Math.Max(0, Width - 2 * margin), Math.Max(0, Height - 2 * margin));

    // True if another area in the row makes its worst area more like a square.
    private static bool IsBetter(IReadOnlyList<double> weights, int start, int count, double scale, double side) =>
        Worst(weights, start, count + 1, scale, side) <= Worst(weights, start, count, scale, side);

    private static double Worst(IReadOnlyList<double> weights, int start, int count, double scale, double side)
    {
        double sum = 0;
        for (var index = start; index < start + count; index++)
            sum += weights[index] * scale;
        // The first weight is the largest, the last the smallest.
        var (largest, smallest) = (weights[start] * scale, weights[start + count - 1] * scale);
        return smallest <= 0 || side <= 0
            ? double.MaxValue
            : Math.Max(side * side * largest / (sum * sum), sum * sum / (side * side * smallest));
    }

    // Adds a row along the shorter side. Returns the remaining area.
    private TreemapTile AddRow(IReadOnlyCollection<double> weights, double scale, List<TreemapTile> tiles)
    {
        var isColumn = Width >= Height;
        var length = isColumn ? Height : Width;
        var thickness = length > 0 ? weights.Sum() * scale / length : 0;
        var position = 0.0;
        foreach (var weight in weights)
        {
            var size = thickness > 0 ? weight * scale / thickness : 0;
            tiles.Add(
                isColumn
                    ? new TreemapTile(X, Y + position, thickness, size)
                    : new TreemapTile(X + position, Y, size, thickness)
            );
            position += size;
        }

        return isColumn
            ? new TreemapTile(X + thickness, Y, Math.Max(0, Width - thickness), Height)
            : new TreemapTile(X, Y + thickness, Width, Math.Max(0, Height - thickness));
    }
}
