namespace Dockerize.Strings;

/// <summary>The optimal string alignment distance, which finds misspelled names.</summary>
internal static class EditDistance
{
    /// <summary>The number of characters to insert, remove, replace or swap with the next.</summary>
    /// <param name="left">A text. Case counts.</param>
    /// <param name="right">The text to compare with.</param>
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
