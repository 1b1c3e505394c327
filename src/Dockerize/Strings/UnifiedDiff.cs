using System.Globalization;
using System.Text;

namespace Dockerize.Strings;

/// <summary>
/// The changes between two texts, line by line, in the unified format of <c>diff</c> and <c>git</c>.
/// </summary>
internal sealed class UnifiedDiff
{
    /// <summary>The number of unchanged lines before and after a change.</summary>
    private const int ContextLines = 3;

    /// <summary>
    /// The maximum number of pairs of lines that are compared. The changed parts of longer texts are replaced as a
    /// whole.
    /// </summary>
    private const int MaximumPairs = 4_000_000;

    private readonly IReadOnlyList<(char Kind, string Text)> lines;

    private UnifiedDiff(IReadOnlyList<(char Kind, string Text)> lines) => this.lines = lines;

    /// <summary>The changed lines, each with <c>+</c> or <c>-</c> in front of it.</summary>
    public IReadOnlyList<string> Changes =>
        [.. lines.Where(line => line.Kind != ' ').Select(line => line.Kind + line.Text)];

    /// <summary>Compares two texts. Lines end with a line feed.</summary>
    public static UnifiedDiff Compare(string before, string after)
    {
        var (old, now) = (Split(before), Split(after));
        var start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start])
            start++;
        var end = 0;
        while (end < Math.Min(old.Length, now.Length) - start && old[old.Length - end - 1] == now[now.Length - end - 1])
            end++;
        var lines = new List<(char, string)>(old.Take(start).Select(line => (' ', line)));
        lines.AddRange(CompareMiddle(Middle(old, start, end), Middle(now, start, end)));
        lines.AddRange(old.Skip(old.Length - end).Select(line => (' ', line)));
        return new UnifiedDiff(lines);
    }

    /// <summary>Formats the changes for a file, so that <c>git apply</c> can apply them.</summary>
    /// <param name="path">The path of the file, with slashes.</param>
    /// <returns>The text; empty if the texts are equal.</returns>
    public string Format(string path)
    {
        var text = new StringBuilder();
        foreach (var (start, end) in Hunks())
        {
            if (text.Length == 0)
                text.Append("--- a/").Append(path).Append("\n+++ b/").Append(path).Append('\n');
            text.Append("@@ -").Append(Range(start, end, '+')).Append(" +").Append(Range(start, end, '-'));
            text.Append(" @@\n");
            for (var index = start; index < end; index++)
                text.Append(lines[index].Kind).Append(lines[index].Text).Append('\n');
        }

        return text.ToString();
    }

    private static string[] Split(string text)
    {
        var lines = text.Split('\n');
        return lines[lines.Length - 1].Length == 0 ? [.. lines.Take(lines.Length - 1)] : lines;
    }

    private static string[] Middle(string[] lines, int start, int end) =>
        [.. lines.Skip(start).Take(lines.Length - start - end)];

    private static IEnumerable<(char Kind, string Text)> CompareMiddle(string[] old, string[] now)
    {
        var isLong = (long)old.Length * now.Length > MaximumPairs;
        return isLong
            ? old.Select(line => ('-', line)).Concat(now.Select(line => ('+', line)))
            : Walk(old, now, CommonLengths(old, now));
    }

    // Returns for each pair of positions the number of equal lines, in order, that follow them.
    private static int[][] CommonLengths(string[] old, string[] now)
    {
        int[][] lengths = [.. Enumerable.Range(0, old.Length + 1).Select(_ => new int[now.Length + 1])];
        for (var left = old.Length - 1; left >= 0; left--)
        {
            for (var right = now.Length - 1; right >= 0; right--)
            {
                lengths[left][right] =
                    old[left] == now[right]
                        ? lengths[left + 1][right + 1] + 1
                        : Math.Max(lengths[left + 1][right], lengths[left][right + 1]);
            }
        }

        return lengths;
    }

    private static IEnumerable<(char Kind, string Text)> Walk(string[] old, string[] now, int[][] lengths)
    {
        var (left, right) = (0, 0);
        while (left < old.Length || right < now.Length)
        {
            if (left < old.Length && right < now.Length && old[left] == now[right])
            {
                yield return (' ', old[left++]);
                right++;
            }
            else if (left < old.Length && (right == now.Length || lengths[left + 1][right] >= lengths[left][right + 1]))
            {
                yield return ('-', old[left++]);
            }
            else
            {
                yield return ('+', now[right++]);
            }
        }
    }

    // Returns the ranges of lines that contain changes and the lines around them.
    private IEnumerable<(int Start, int End)> Hunks()
    {
        var (start, end) = (-1, -1);
        for (var index = 0; index < lines.Count; index++)
        {
            if (lines[index].Kind == ' ')
                continue;

            if (start >= 0 && index - ContextLines > end)
            {
                yield return (start, end);
                start = -1;
            }

            start = start < 0 ? Math.Max(0, index - ContextLines) : start;
            end = Math.Min(lines.Count, index + ContextLines + 1);
        }

        if (start >= 0)
            yield return (start, end);
    }

    // Returns the first line and the number of lines, without those that only the other text has.
    private string Range(int start, int end, char others)
    {
        var before = lines.Take(start).Count(line => line.Kind != others);
        var count = lines.Skip(start).Take(end - start).Count(line => line.Kind != others);
        return string.Format(CultureInfo.InvariantCulture, "{0},{1}", count == 0 ? before : before + 1, count);
    }
}
