using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Files;

namespace Dockerize.Dockerfiles;

/// <summary>A Dockerfile: its instructions in order, and the line on which each starts.</summary>
public sealed class Dockerfile
{
    /// <summary>In bytes; well below the limit of builders, since not every character can start a line.</summary>
    private const int LongLine = 30_000;

    private static readonly Regex DirectiveLine = new(@"\A#\s*(?<name>[a-z][a-z0-9]*)\s*=\s*(?<value>\S+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private readonly List<(Instruction Instruction, int Line)> steps;

    // Counted from 0.
    private readonly HashSet<int> heredocLines;

    private Dockerfile(string text, List<(Instruction Instruction, int Line)> steps, HashSet<int> heredocLines)
    {
        Text = text;
        this.steps = steps;
        this.heredocLines = heredocLines;
    }

    /// <summary>The whole file, with line feeds only and one at the end.</summary>
    public string Text { get; }

    /// <summary>The instructions from top to bottom.</summary>
    public IEnumerable<Instruction> Instructions => steps.Select(step => step.Instruction);

    /// <summary>The image that <c># syntax=</c> names, by which BuildKit reads the file, and the line of that; null where there is none.</summary>
    internal (string Image, int Line)? SyntaxDirective => Directive(Text.Split('\n'), "syntax");

    /// <summary>The instructions with the line on which each starts, counted from 1.</summary>
    internal IReadOnlyList<(Instruction Instruction, int Line)> Steps => steps;

    /// <summary>The line of an instruction.</summary>
    /// <param name="step">Counted from 1, as builders count: <c>Step 3/12</c>.</param>
    /// <param name="stage">The stage whose steps are counted, from 1, as Podman does; 0: they are counted through the whole file.</param>
    /// <returns>Counted from 1; 0 if there is no such step.</returns>
    internal int LineOfStep(int step, int stage = 0)
    {
        int[] starts = [0, .. Enumerable.Range(0, steps.Count).Where(index => steps[index].Instruction.Keyword == "FROM")];
        var index = stage < starts.Length && step > 0 ? starts[stage] + step - 1 : steps.Count;
        return index < steps.Count ? steps[index].Line : 0;
    }

    /// <summary>The line of the first instruction that has a word in it, or else of a comment that has.</summary>
    /// <returns>Counted from 1; 0 if there is none.</returns>
    internal int LineMentioning(string word)
    {
        var step = steps.Find(step => step.Instruction.Arguments.Contains(word));
        return step.Line > 0 ? step.Line : Array.FindIndex(Text.Split('\n'), line => line.Contains(word)) + 1;
    }

    /// <summary>Writes a Dockerfile.</summary>
    /// <param name="comments">Lines for its head, without the <c>#</c>.</param>
    /// <param name="blocks">Instructions; a blank line stands between two blocks.</param>
    public static Dockerfile Create(IEnumerable<string> comments, IEnumerable<IReadOnlyList<Instruction>> blocks)
    {
        var text = new StringBuilder();
        foreach (var comment in comments)
            text.Append("# ").Append(comment.Replace('\n', ' ').Replace('\r', ' ')).Append('\n');
        foreach (var block in blocks.Where(block => block.Count > 0))
        {
            text.Append('\n');
            foreach (var line in block.SelectMany(instruction => instruction.ToString().Split('\n')))
                text.Append(line).Append('\n');
        }

        return Parse(text.ToString()).Fold();
    }

    /// <summary>The same with its long lines folded, but for those of heredocs, which are content, and comments, which end with their line.</summary>
    internal Dockerfile Fold()
    {
        var folded = string.Join("\n", Text.Split('\n').Select((line, index) => heredocLines.Contains(index) || line.TrimStart().StartsWith("#", StringComparison.Ordinal) ? line : Fold(line)));
        return folded == Text ? this : Parse(folded);
    }

    /// <summary>
    /// A line, continued on the next where it is longer than builders read (65,535 bytes): inside quotes too, a backslash at the end joins two lines
    /// without a gap. It must not follow another backslash, and what comes after it must not look like a comment or like blanks to be trimmed.
    /// </summary>
    private static string Fold(string line)
    {
        if (line.Length <= LongLine / 3)
            return line;
        var (text, bytes) = (new StringBuilder(line.Length), 0);
        for (var index = 0; index < line.Length; index++)
        {
            if (bytes > LongLine && line[index] != '#' && !char.IsWhiteSpace(line[index]) && !char.IsLowSurrogate(line[index]) && line[index - 1] != '\\')
            {
                text.Append("\\\n");
                bytes = 0;
            }

            text.Append(line[index]);
            bytes += line[index] < 0x80 ? 1 : line[index] < 0x800 ? 2 : 3;
        }

        return text.ToString();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="DockerizeException">DKZ1009: it cannot be read.</exception>
    public static Dockerfile Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DockerfileUnreadableException(path, exception.Message, exception);
        }
    }

    /// <summary>Writes the file, unless it already says the same; it is whole at any time.</summary>
    /// <param name="path">Its full path; missing folders are made.</param>
    /// <exception cref="DockerizeException">DKZ1002: it cannot be written.</exception>
    public void Save(string path) => TextFile.Save(path, Text);

    /// <summary>
    /// Reads a Dockerfile by the rules of its reference: comment lines and blank lines are no instructions, a backslash (or what the
    /// directive <c># escape=`</c> names) at the end of a line continues it, comments inside a continued instruction are left out, the lines of
    /// a heredoc belong to their instruction.
    /// </summary>
    public static Dockerfile Parse(string text)
    {
        var lines = text.Replace("\r\n", "\n").TrimStart('\uFEFF').Split('\n');
        var escape = Directive(lines, "escape") is ("`", _) ? "`" : "\\";
        // An escaped escape character ends no line, and blanks behind it do not matter.
        var continuation = new Regex($@"(?<=\A|[^{Regex.Escape(escape)}]){Regex.Escape(escape)}[ \t]*\z");
        var steps = new List<(Instruction Instruction, int Line)>();
        var heredocLines = new HashSet<int>();
        var current = new StringBuilder();
        var first = 0;
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            var trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#')
                continue;
            if (current.Length == 0)
                first = index + 1;

            current.Append(continuation.Replace(line, ""));
            if (!continuation.IsMatch(line))
                index = Complete(index);
        }

        Complete(lines.Length - 1);
        return new Dockerfile(string.Join("\n", lines), steps, heredocLines);

        // Gives back the last line of the instruction.
        int Complete(int last)
        {
            var text = current.ToString().Trim();
            current.Clear();
            if (text.Length == 0)
                return last;
            var instruction = Instruction.Parse(text);
            foreach (var heredoc in Heredoc.Of(instruction))
            {
                // One without an end is none, and to builders that do not know them no mark is one.
                var end = Array.FindIndex(lines, last + 1, heredoc.IsEndedBy);
                if (end < 0)
                    break;
                instruction = instruction with { Arguments = string.Join("\n", [instruction.Arguments, .. lines.Skip(last + 1).Take(end - last)]) };
                heredocLines.UnionWith(Enumerable.Range(last + 1, end - last));
                last = end;
            }

            steps.Add((instruction, first));
            return last;
        }
    }

    // Directives stand above all else, other comments and blank lines included (docs.docker.com/reference/dockerfile, parser directives).
    private static (string Value, int Line)? Directive(string[] lines, string name)
    {
        var directives = lines.Select(line => DirectiveLine.Match(line)).TakeWhile(directive => directive.Success).ToList();
        var index = directives.FindIndex(directive => string.Equals(directive.Groups["name"].Value, name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (directives[index].Groups["value"].Value, index + 1);
    }
}
