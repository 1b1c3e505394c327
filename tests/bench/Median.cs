namespace Dockerize.Bench;

/// <summary>The median of measurements.</summary>
internal static class Median
{
    /// <param name="values">The measurements, at least one.</param>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
