namespace Dockerize.Build.Reports;

/// <summary>Fits a file name into a limited width. A name is only cut where a part of it begins.</summary>
internal static class TileLabel
{
    private const int ShortestPart = 4;

    /// <summary>Finds the longest form of a file name that fits.</summary>
    /// <param name="name">The name: <c>Microsoft.Extensions.Logging.dll</c>.</param>
    /// <param name="characters">The number of characters that fit.</param>
    /// <returns>The name, or its end after a dot: <c>…Logging.dll</c>; null if nothing fits.</returns>
    public static string? Fit(string name, int characters)
    {
        if (name.Length <= characters)
            return name;

        var stem = name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? name.Substring(0, name.Length - 4)
            : name;
        return Ends(name).Append(stem).Concat(Ends(stem)).FirstOrDefault(end => end.Length <= characters);
    }

    private static IEnumerable<string> Ends(string name)
    {
        var extension = name.LastIndexOf('.');
        for (var index = 1; index < name.Length - ShortestPart; index++)
        {
            if (name[index] is '.' or '-' or '_' && index != extension)
                yield return "…" + name.Substring(index + 1);
            else if (index == extension && name.Length - index > ShortestPart + 1)
                yield return "…" + name.Substring(index + 1);
        }
    }
}
