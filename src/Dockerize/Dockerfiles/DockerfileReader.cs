using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Dockerfiles;

/// <summary>Reads the instructions of a Dockerfile in linear time and within limits.</summary>
internal sealed class DockerfileReader
{
    /// <summary>The maximum number of instructions. An image has at most 127 layers.</summary>
    public const int MaximumInstructions = 10_000;

    /// <summary>The maximum number of lines of an instruction.</summary>
    public const int MaximumLines = 50_000;

    // Any other name makes the line a comment, which ends the directives.
    private static readonly string[] Directives = ["syntax", "escape", "check"];

    private static readonly Regex DirectiveLine = new(
        @"\A#\s*(?<name>[a-z][a-z0-9]*)\s*=\s*(?<value>\S+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private readonly string[] lines;
    private readonly char escape;
    private readonly bool isDocker20;
    private readonly List<(Instruction Instruction, int Line)> steps = [];
    private readonly HashSet<int> heredocLines = [];

    // For each text, the index of the last line that equals it. The second index ignores leading tabs.
    private Dictionary<string, int>? lastLines;
    private Dictionary<string, int>? lastLinesWithoutTabs;

    /// <summary>Reads a Dockerfile.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isDocker20">
    /// True to continue a line that ends with two escape characters, as Docker 20.10 does.
    /// </param>
    /// <exception cref="InvalidDockerfileException">A limit is exceeded.</exception>
    public DockerfileReader(string text, bool isDocker20 = false)
    {
        lines = text.Replace("\r\n", "\n").TrimStart('\uFEFF').Split('\n');
        escape = FindDirective(lines, "escape") is ("`", _) ? '`' : '\\';
        this.isDocker20 = isDocker20;
        ReadSteps();
    }

    /// <summary>The text. Lines end with a line feed.</summary>
    public string Text => string.Join("\n", lines);

    /// <summary>The instructions with the line on which each starts, counted from 1.</summary>
    public List<(Instruction Instruction, int Line)> Steps => steps;

    /// <summary>The indexes of the lines of heredocs.</summary>
    public HashSet<int> HeredocLines => heredocLines;

    /// <summary>The value of a directive and its line, counted from 1; null if there is none.</summary>
    /// <remarks>
    /// Directives must come before everything else, including other comments and blank lines
    /// (docs.docker.com/reference/dockerfile).
    /// </remarks>
    public static (string Value, int Line)? FindDirective(IEnumerable<string> lines, string name)
    {
        var number = 0;
        foreach (var directive in lines.Select(line => DirectiveLine.Match(line)).TakeWhile(IsDirective))
        {
            number++;
            if (string.Equals(directive.Groups["name"].Value, name, StringComparison.OrdinalIgnoreCase))
                return (directive.Groups["value"].Value, number);
        }

        return null;
    }

    private static bool IsDirective(Match line) =>
        line.Success && Directives.Contains(line.Groups["name"].Value, StringComparer.OrdinalIgnoreCase);

    private void ReadSteps()
    {
        var current = new StringBuilder();
        var (first, count) = (0, 0);
        for (var index = 0; index < lines.Length; index++)
        {
            var trimmed = lines[index].Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#')
                continue;

            if (current.Length == 0)
                (first, count) = (index + 1, 0);
            if (++count > MaximumLines)
                throw Exceeds(DockerfileProblem.TooManyLines, first, MaximumLines);

            if (TryRemoveEscape(lines[index], out var line))
            {
                current.Append(line);
                continue;
            }

            index = Complete(current.Append(line), first, index);
        }

        Complete(current, first, lines.Length - 1);
    }

    // An escaped escape character does not continue a line. Spaces after the escape character are ignored.
    private bool TryRemoveEscape(string line, out string rest)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] is ' ' or '\t')
            end--;
        var isContinued = end > 0 && line[end - 1] == escape && (isDocker20 || end == 1 || line[end - 2] != escape);
        rest = isContinued ? line.Substring(0, end - 1) : line;
        return isContinued;
    }

    // Returns the index of the last line of the instruction.
    private int Complete(StringBuilder text, int first, int last)
    {
        var line = text.ToString();
        text.Clear();
        if (!Instruction.TryParse(line, out var instruction))
            return last;
        if (steps.Count == MaximumInstructions)
            throw Exceeds(DockerfileProblem.TooManyInstructions, first, MaximumInstructions);

        var end = FindEnd(instruction, last);
        heredocLines.UnionWith(Enumerable.Range(last + 1, end - last));
        var content = new ArraySegment<string>(lines, last + 1, end - last);
        steps.Add((instruction with { Arguments = string.Join("\n", [instruction.Arguments, .. content]) }, first));
        return end;
    }

    // A heredoc without an end is ordinary text, as in builders that do not support heredocs.
    private int FindEnd(Instruction instruction, int last)
    {
        foreach (var heredoc in Heredoc.FindAll(instruction))
        {
            var end = FindLine(heredoc, last + 1);
            if (end < 0)
                break;

            last = end;
        }

        return last;
    }

    // A heredoc without an end is detected without a search, because many searches would require quadratic time.
    private int FindLine(Heredoc heredoc, int start)
    {
        var lastOnes = heredoc.IgnoresTabs
            ? lastLinesWithoutTabs ??= IndexLines(line => line.TrimStart('\t'))
            : lastLines ??= IndexLines(line => line);
        if (!lastOnes.TryGetValue(heredoc.Delimiter, out var last) || last < start)
            return -1;

        return Array.FindIndex(lines, start, heredoc.IsEndedBy);
    }

    private Dictionary<string, int> IndexLines(Func<string, string> text)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < lines.Length; index++)
            last[text(lines[index])] = index;
        return last;
    }

    private static InvalidDockerfileException Exceeds(DockerfileProblem problem, int line, int limit) =>
        new(problem, path: null, line, limit);
}
