using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Files;

namespace Dockerize.Dockerfiles;

/// <summary>A Dockerfile: its instructions in order, and the line on which each starts.</summary>
public sealed class Dockerfile
{
    /// <summary>
    /// The length in bytes after which a line is folded. It is well below the limit of builders (65,535), because not
    /// every character can start a line.
    /// </summary>
    private const int LongLine = 30_000;

    private static readonly Regex DirectiveLine = new(
        @"\A#\s*(?<name>[a-z][a-z0-9]*)\s*=\s*(?<value>\S+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private readonly List<(Instruction Instruction, int Line)> steps;

    // Indexes of lines.
    private readonly HashSet<int> heredocLines;

    private Dockerfile(string text, List<(Instruction Instruction, int Line)> steps, HashSet<int> heredocLines)
    {
        Text = text;
        this.steps = steps;
        this.heredocLines = heredocLines;
    }

    /// <summary>The whole text. Lines end with a line feed.</summary>
    public string Text { get; }

    /// <summary>The instructions from top to bottom.</summary>
    public IEnumerable<Instruction> Instructions => steps.Select(step => step.Instruction);

    /// <summary>
    /// The image in the directive <c># syntax=</c>, which BuildKit uses as frontend, and its line; null if none.
    /// </summary>
    internal (string Image, int Line)? SyntaxDirective => FindDirective(Text.Split('\n'), "syntax");

    /// <summary>The instructions with the line on which each starts, counted from 1.</summary>
    internal IReadOnlyList<(Instruction Instruction, int Line)> Steps => steps;

    /// <summary>The line of an instruction.</summary>
    /// <param name="step">The number of the step, counted from 1 as builders do: <c>Step 3/12</c>.</param>
    /// <param name="stage">The stage in which steps are counted, from 1, as Podman does; 0: the whole file.</param>
    /// <returns>The line, counted from 1; 0 if there is no such step.</returns>
    internal int LineOfStep(int step, int stage = 0)
    {
        var stages = Enumerable.Range(0, steps.Count).Where(index => steps[index].Instruction.Keyword == "FROM");
        int[] starts = [0, .. stages];
        var index = stage < starts.Length && step > 0 ? starts[stage] + step - 1 : steps.Count;
        return index < steps.Count ? steps[index].Line : 0;
    }

    /// <summary>
    /// The line of the first instruction that contains a word, or else of the first comment that does.
    /// </summary>
    /// <returns>The line, counted from 1; 0 if there is none.</returns>
    internal int LineMentioning(string word)
    {
        var step = steps.Find(step => step.Instruction.Arguments.Contains(word));
        return step.Line > 0 ? step.Line : Array.FindIndex(Text.Split('\n'), line => line.Contains(word)) + 1;
    }

    /// <summary>Creates a Dockerfile.</summary>
    /// <param name="comments">The comment lines at the top, without <c>#</c>.</param>
    /// <param name="blocks">The instructions. A blank line separates two blocks.</param>
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

    /// <summary>
    /// The Dockerfile with its long lines folded. Lines of heredocs, which are content, and comments, which cannot be
    /// continued, stay as they are.
    /// </summary>
    internal Dockerfile Fold()
    {
        var folded = string.Join(
            "\n",
            Text.Split('\n').Select((line, index) => CanFold(line, index) ? Fold(line) : line)
        );
        return folded == Text ? this : Parse(folded);
    }

    private bool CanFold(string line, int index) =>
        !heredocLines.Contains(index) && !line.TrimStart().StartsWith("#", StringComparison.Ordinal);

    // A backslash at the end joins two lines without a gap, inside quotes too. It must not follow another backslash.
    // The next line must not start like a comment or with a space, which is trimmed.
    private static string Fold(string line)
    {
        if (line.Length <= LongLine / 3)
            return line;

        var (text, bytes) = (new StringBuilder(line.Length), 0);
        for (var index = 0; index < line.Length; index++)
        {
            if (bytes > LongLine && CanStartLine(line[index]) && line[index - 1] != '\\')
            {
                text.Append("\\\n");
                bytes = 0;
            }

            text.Append(line[index]);
            bytes += CountBytes(line[index]);
        }

        return text.ToString();
    }

    private static bool CanStartLine(char character) =>
        character != '#' && !char.IsWhiteSpace(character) && !char.IsLowSurrogate(character);

    // An upper bound: the two halves of a surrogate pair count 6 bytes and have 4.
    private static int CountBytes(char character) =>
        character switch
        {
            < '\u0080' => 1,
            < '\u0800' => 2,
            _ => 3,
        };

    /// <summary>Reads a Dockerfile.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="DockerfileUnreadableException">The file cannot be read.</exception>
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

    /// <summary>Writes the Dockerfile atomically, unless the file already has this text.</summary>
    /// <param name="path">The full path. Missing folders are created.</param>
    /// <exception cref="FileUnwritableException">The file cannot be written.</exception>
    public void Save(string path) => TextFile.Save(path, Text);

    /// <summary>
    /// Parses a Dockerfile by the rules of its reference. Comment lines and blank lines are no instructions, also
    /// inside a continued instruction. A backslash, or the character in the directive <c># escape=`</c>, continues a
    /// line. The lines of a heredoc belong to their instruction. Instructions are not validated: that is up to the
    /// builder.
    /// </summary>
    public static Dockerfile Parse(string text)
    {
        var lines = text.Replace("\r\n", "\n").TrimStart('\uFEFF').Split('\n');
        var escape = Regex.Escape(FindDirective(lines, "escape") is ("`", _) ? "`" : "\\");
        // An escaped escape character does not continue a line. Spaces after the escape character are ignored.
        var continuation = new Regex($@"(?<=\A|[^{escape}]){escape}[ \t]*\z");
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

        // Returns the index of the last line of the instruction.
        int Complete(int last)
        {
            var line = current.ToString();
            current.Clear();
            if (!Instruction.TryParse(line, out var instruction))
                return last;

            var end = FindEnd(lines, instruction, last);
            heredocLines.UnionWith(Enumerable.Range(last + 1, end - last));
            steps.Add((WithLines(instruction, lines.Skip(last + 1).Take(end - last)), first));
            return end;
        }
    }

    private static Instruction WithLines(Instruction instruction, IEnumerable<string> lines) =>
        instruction with
        {
            Arguments = string.Join("\n", [instruction.Arguments, .. lines]),
        };

    // A heredoc without an end is none. Neither is it in builders that do not support heredocs.
    private static int FindEnd(string[] lines, Instruction instruction, int last)
    {
        foreach (var heredoc in Heredoc.FindAll(instruction))
        {
            var end = Array.FindIndex(lines, last + 1, heredoc.IsEndedBy);
            if (end < 0)
                break;

            last = end;
        }

        return last;
    }

    // Directives precede everything, also other comments and blank lines (docs.docker.com/reference/dockerfile).
    private static (string Value, int Line)? FindDirective(string[] lines, string name)
    {
        var directives = lines
            .Select(line => DirectiveLine.Match(line))
            .TakeWhile(directive => directive.Success)
            .ToList();
        var index = directives.FindIndex(directive =>
            string.Equals(directive.Groups["name"].Value, name, StringComparison.OrdinalIgnoreCase)
        );
        return index < 0 ? null : (directives[index].Groups["value"].Value, index + 1);
    }
}
