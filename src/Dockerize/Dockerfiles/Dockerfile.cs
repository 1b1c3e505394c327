using System.Text;
using Dockerize.Files;

namespace Dockerize.Dockerfiles;

/// <summary>A Dockerfile: its text, its instructions in order, and the line on which each instruction starts.</summary>
public sealed class Dockerfile
{
    /// <summary>
    /// The length in bytes after which a line is folded. It is well below the limit of builders (65,535 bytes), because
    /// a line cannot be folded before every character.
    /// </summary>
    private const int LongLine = 30_000;

    private readonly List<(Instruction Instruction, int Line)> steps;

    // The indexes of lines, counted from 0.
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
    /// The image in the directive <c># syntax=</c>, which BuildKit uses as frontend, and the line of the directive;
    /// null if there is none.
    /// </summary>
    internal (string Image, int Line)? SyntaxDirective => DockerfileReader.FindDirective(Text.Split('\n'), "syntax");

    /// <summary>The instructions with the line on which each starts, counted from 1.</summary>
    internal IReadOnlyList<(Instruction Instruction, int Line)> Steps => steps;

    /// <summary>True if a line, counted from 1, belongs to a heredoc.</summary>
    internal bool IsInHeredoc(int line) => heredocLines.Contains(line - 1);

    /// <summary>The line of an instruction.</summary>
    /// <param name="step">The number of the step, counted from 1 as builders do: <c>Step 3/12</c>.</param>
    /// <param name="stage">
    /// The number of the stage in which steps are counted, from 1, as Podman does; 0 if steps are counted in the whole
    /// file.
    /// </param>
    /// <returns>The line, counted from 1; 0 if there is no such step.</returns>
    internal int LineOfStep(int step, int stage = 0)
    {
        var stages = Enumerable.Range(0, steps.Count).Where(index => steps[index].Instruction.Keyword == "FROM");
        int[] starts = [0, .. stages];
        var index = stage < starts.Length && step > 0 ? starts[stage] + step - 1 : steps.Count;
        return index < steps.Count ? steps[index].Line : 0;
    }

    /// <summary>
    /// The line of the first instruction that contains a word. If there is none, the first line that contains the word.
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
        ArgumentNullException.ThrowIfNull(comments);
        ArgumentNullException.ThrowIfNull(blocks);

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
    /// The Dockerfile with its long lines folded. Heredoc lines and comments are not changed, because heredocs are
    /// content and comments cannot be continued.
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

    // A backslash at the end joins two lines without a space, also inside quotes. It must not follow another backslash.
    // The next line must not start with `#`, which starts a comment, or with a space, which builders trim.
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

    // An upper bound: the two halves of a surrogate pair count as 6 bytes, but have 4.
    private static int CountBytes(char character) =>
        character switch
        {
            < '\u0080' => 1,
            < '\u0800' => 2,
            _ => 3,
        };

    /// <summary>Reads a Dockerfile from a file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="DockerfileUnreadableException">
    /// The file cannot be read, is not a regular file, or is larger than 4 MB.
    /// </exception>
    /// <exception cref="InvalidDockerfileException">
    /// The file has more than 10,000 instructions, or an instruction has more than 50,000 lines.
    /// </exception>
    public static Dockerfile Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        try
        {
            return Parse(RegularFile.ReadText(path));
        }
        catch (InvalidDockerfileException exception)
        {
            throw new InvalidDockerfileException(exception.Problem, path, exception.Line, exception.Limit);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DockerfileUnreadableException(path, exception.Message, exception);
        }
    }

    /// <summary>Writes the Dockerfile atomically, unless the file already has this text.</summary>
    /// <param name="path">The full path of the file. Missing folders are created.</param>
    /// <exception cref="FileUnwritableException">The file cannot be written.</exception>
    public void Save(string path) => TextFile.Save(path ?? throw new ArgumentNullException(nameof(path)), Text);

    /// <summary>
    /// Parses a Dockerfile by the rules of the Dockerfile reference. Comment lines and blank lines are skipped, also
    /// inside a continued instruction. A backslash, or the character in the directive <c># escape=`</c>, continues a
    /// line. The lines of a heredoc belong to their instruction. Instructions are not validated, because the builder
    /// does that.
    /// </summary>
    /// <param name="text">The text of the Dockerfile.</param>
    /// <exception cref="InvalidDockerfileException">
    /// The text has more than 10,000 instructions, or an instruction has more than 50,000 lines.
    /// </exception>
    public static Dockerfile Parse(string text)
    {
        var reader = new DockerfileReader(text ?? throw new ArgumentNullException(nameof(text)));
        return new Dockerfile(reader.Text, reader.Steps, reader.HeredocLines);
    }
}
