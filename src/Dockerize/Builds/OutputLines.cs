using System.Text;
using System.Text.RegularExpressions;
using Dockerize.Strings;

namespace Dockerize.Builds;

/// <summary>
/// Splits the output of a command into lines. The output arrives in pieces that end anywhere, also inside a character.
/// Of a line that is redrawn with carriage returns, such as a progress bar, only the last state is kept. Colors are
/// removed.
/// </summary>
/// <param name="complete">Gets each line.</param>
internal sealed class OutputLines(Action<string> complete)
{
    /// <summary>
    /// The longest line in characters. A longer one becomes several lines, which a log shows whole: with the label of
    /// their step, they are shorter than <see cref="PlainText.Limit"/>.
    /// </summary>
    private const int LongLine = PlainText.Limit - 1024;

    // ECMA-48 control sequences: colours, cursor movements.
    private static readonly Regex ControlSequence = new(@"\x1B\[[0-?]*[ -/]*[@-~]", RegexOptions.CultureInvariant);

    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder line = new();
    private bool isDrawnAgain;

    /// <summary>Takes a piece in UTF-8.</summary>
    public void Write(ArraySegment<byte> bytes)
    {
        var characters = new char[decoder.GetCharCount(bytes.Array!, bytes.Offset, bytes.Count)];
        decoder.GetChars(bytes.Array!, bytes.Offset, bytes.Count, characters, 0);
        Write(new string(characters));
    }

    /// <summary>Takes a piece.</summary>
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

    /// <summary>Ends a line that has begun.</summary>
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
