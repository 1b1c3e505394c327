using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>A Dockerfile: its instructions in order, and the line on which each starts.</summary>
public sealed class Dockerfile
{
    /// <summary>In bytes; well below the limit of builders, since not every character can start a line.</summary>
    private const int LongLine = 30_000;

    private readonly List<(Instruction Instruction, int Line)> steps;

    private Dockerfile(string text, List<(Instruction Instruction, int Line)> steps)
    {
        Text = text;
        this.steps = steps;
    }

    /// <summary>The whole file, with line feeds only and one at the end.</summary>
    public string Text { get; }

    /// <summary>The instructions from top to bottom.</summary>
    public IEnumerable<Instruction> Instructions => steps.Select(step => step.Instruction);

    /// <summary>The instructions with the line on which each starts, counted from 1.</summary>
    internal IReadOnlyList<(Instruction Instruction, int Line)> Steps => steps;

    /// <summary>The line of an instruction.</summary>
    /// <param name="step">Counted from 1, as builders count: <c>Step 3/12</c>.</param>
    /// <param name="stage">The stage whose steps are counted, from 1, as Podman does; 0: they are counted through the whole file.</param>
    /// <returns>Counted from 1; 0 if there is no such step.</returns>
    public int LineOfStep(int step, int stage = 0)
    {
        int[] starts = [0, .. Enumerable.Range(0, steps.Count).Where(index => steps[index].Instruction.Keyword == "FROM")];
        var index = stage < starts.Length && step > 0 ? starts[stage] + step - 1 : steps.Count;
        return index < steps.Count ? steps[index].Line : 0;
    }

    /// <summary>True if its image runs as root, by its last USER or by what it starts from.</summary>
    /// <param name="baseImage">What it starts from; of one that was not inspected nothing is said.</param>
    public bool EndsAsRoot(BaseImage baseImage) => steps.FindLast(step => step.Instruction.Keyword == "USER").Instruction is { } user
        ? user.Arguments is "root" or "0"
        : baseImage.Facts is { HasNonRootUser: false };

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
                Fold(text, line);
        }

        return Parse(text.ToString());
    }

    /// <summary>
    /// Writes a line, continued on the next where it is longer than builders read (65,535 bytes): inside quotes too, a backslash at the end joins
    /// two lines without a gap. It must not follow another backslash, and what comes after it must not look like a comment or like blanks to be trimmed.
    /// </summary>
    private static void Fold(StringBuilder text, string line)
    {
        var bytes = 0;
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

        text.Append('\n');
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
            throw new DockerizeException(ProjectDiagnostics.Unreadable(path, exception.Message), exception);
        }
    }

    /// <summary>Writes the file, unless it already says the same; it is whole at any time.</summary>
    /// <param name="path">Its full path; missing folders are made.</param>
    /// <exception cref="DockerizeException">DKZ1002: it cannot be written.</exception>
    public void Save(string path) => TextFile.Save(path, Text);

    /// <summary>
    /// Reads a Dockerfile by the rules of its reference: comment lines and blank lines are no instructions, a backslash (or what the
    /// directive <c># escape=`</c> names) at the end of a line continues it, comments inside a continued instruction are left out.
    /// </summary>
    public static Dockerfile Parse(string text)
    {
        var lines = text.Replace("\r\n", "\n").TrimStart('\uFEFF').Split('\n');
        var directive = Regex.Match(text, @"\A\uFEFF?(?:#[^\n]*\n)*?#\s*escape\s*=\s*(?<char>[`\\])\s*\n", RegexOptions.IgnoreCase);
        var escape = directive.Success ? directive.Groups["char"].Value : "\\";
        // An escaped escape character ends no line, and blanks behind it do not matter.
        var continuation = new Regex($@"(?<=\A|[^{Regex.Escape(escape)}]){Regex.Escape(escape)}[ \t]*\z");
        var steps = new List<(Instruction Instruction, int Line)>();
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
                Complete();
        }

        Complete();
        return new Dockerfile(string.Join("\n", lines), steps);

        void Complete()
        {
            var instruction = current.ToString().Trim();
            current.Clear();
            if (instruction.Length == 0)
                return;
            var blank = instruction.IndexOfAny([' ', '\t']);
            steps.Add((blank < 0
                ? new Instruction(instruction.ToUpperInvariant(), "")
                : new Instruction(instruction.Substring(0, blank).ToUpperInvariant(), instruction.Substring(blank + 1).Trim()), first));
        }
    }
}
