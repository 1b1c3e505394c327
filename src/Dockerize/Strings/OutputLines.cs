using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Strings;

/// <summary>
/// Splits the output of a command into lines. The output arrives in pieces that can end inside a line or a character.
/// If a line is redrawn with carriage returns, such as a progress bar, only its last state is kept. Colors are removed.
/// </summary>
/// <param name="complete">The callback for each complete line.</param>
internal sealed class OutputLines(Action<string> complete)
{
    /// <summary>
    /// The maximum length of a line in characters. A longer line is split. Each line, with the label of its step, is
    /// then shorter than <see cref="PlainText.Limit"/>, and is logged in full.
    /// </summary>
    private const int LongLine = PlainText.Limit - 1024;

    // ECMA-48 control sequences: colors, cursor movements.
    private static readonly Regex ControlSequence = new(@"\x1B\[[0-?]*[ -/]*[@-~]", RegexOptions.CultureInvariant);

    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder line = new();
    private bool isDrawnAgain;

    /// <summary>Adds a piece of the output in UTF-8.</summary>
    public void Write(ArraySegment<byte> bytes)
    {
        var characters = new char[decoder.GetCharCount(bytes.Array!, bytes.Offset, bytes.Count)];
        decoder.GetChars(bytes.Array!, bytes.Offset, bytes.Count, characters, 0);
        Write(new string(characters));
    }

    /// <summary>Adds a piece of the output.</summary>
    public void Write(string text)
    {
        foreach (var character in text)
        {
            switch (character)
            {
                case '\n':
                    Complete();
                    break;
                case '\r':
                    isDrawnAgain = true;
                    break;
                default:
                    if (isDrawnAgain)
                        line.Clear();
                    isDrawnAgain = false;
                    line.Append(character);
                    if (line.Length == LongLine)
                        Complete();
                    break;
            }
        }
    }

    /// <summary>Completes the current line.</summary>
    public void Complete()
    {
        isDrawnAgain = false;
        if (line.Length == 0)
            return;

        var text = ControlSequence.Replace(line.ToString(), "").TrimEnd();
        line.Clear();
        if (text.Length > 0)
            complete(text);
    }
}
