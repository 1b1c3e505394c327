namespace Dockerize.Strings;

/// <summary>The optimal string alignment distance, used to find misspelled names.</summary>
internal static class EditDistance
{
    /// <summary>
    /// Computes the number of edits between two texts: insertions, deletions, replacements, and swaps of adjacent
    /// characters.
    /// </summary>
    /// <param name="left">The first text. The comparison is case-sensitive.</param>
    /// <param name="right">The second text.</param>
    public static int Between(string left, string right)
    {
        var distances = new int[left.Length + 1][];
        for (var row = 0; row <= left.Length; row++)
        {
            distances[row] = new int[right.Length + 1];
            for (var column = 0; column <= right.Length; column++)
                distances[row][column] = row == 0 || column == 0 ? row + column : Next(row, column);
        }

        return distances[left.Length][right.Length];

        int Next(int row, int column)
        {
            var change = left[row - 1] == right[column - 1] ? 0 : 1;
            var next = Math.Min(
                Math.Min(distances[row - 1][column], distances[row][column - 1]) + 1,
                distances[row - 1][column - 1] + change
            );
            var isSwap =
                row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
            return isSwap ? Math.Min(next, distances[row - 2][column - 2] + 1) : next;
        }
    }
}
