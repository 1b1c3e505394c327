namespace Dockerize.Build.Advice;

/// <summary>A list of names below a message, one on each line.</summary>
internal static class NameList
{
    private const int MaximumNames = 10;

    /// <summary>The first names, and the number of the others.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyCollection<string> names)
    {
        string[] others = names.Count > MaximumNames ? [$"and {names.Count - MaximumNames} more"] : [];
        return [.. names.Take(MaximumNames), .. others];
    }
}
