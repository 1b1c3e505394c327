namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>
/// The order in which files are offered: depth first, and siblings by the bytes of their names in UTF-8. The engine
/// compares this list with the files that it has, and rejects another order.
/// </summary>
internal sealed class PathOrder : IComparer<string>
{
    private const char FirstAfterSurrogates = '\uE000';
    private const int SurrogateCount = 0x800;
    private const int CountAfterSurrogates = 0x2000;

    private PathOrder() { }

    /// <summary>The order.</summary>
    public static PathOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (first, second) = (x ?? "", y ?? "");
        var length = Math.Min(first.Length, second.Length);
        for (var index = 0; index < length; index++)
        {
            if (first[index] != second[index])
                return Rank(first[index]) - Rank(second[index]);
        }

        return first.Length - second.Length;
    }

    // A slash is lower than all characters of names, so that the content of a folder follows the folder. Surrogates of
    // UTF-16 are higher than all other characters, because they are parts of the longest characters of UTF-8.
    private static int Rank(char character) =>
        character switch
        {
            '/' => 0,
            >= FirstAfterSurrogates => character - SurrogateCount,
            _ when char.IsSurrogate(character) => character + CountAfterSurrogates,
            _ => character,
        };
}
