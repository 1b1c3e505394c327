using System.Globalization;
using System.Text;

namespace Dockerize.Strings;

/// <summary>
/// Makes text of engines, registries, commands and files safe for messages. Such text must not control a terminal,
/// start a new line, or contain a command that a CI service would execute from its log.
/// </summary>
internal static class PlainText
{
    /// <summary>The maximum length of a text in characters. The middle of a longer text is removed.</summary>
    public const int Limit = 8 * 1024;

    /// <summary>
    /// The number of characters to keep at the end of a long text, where the cause of an error often is.
    /// </summary>
    private const int EndLength = 2 * 1024;

    /// <summary>
    /// The maximum length of the name of a CI command that is recognized, such as <c>##teamcity[</c>.
    /// </summary>
    private const int CommandNameLength = 16;

    private const string Gap = " … ";

    private const char Escape = '\u001B';

    /// <summary>
    /// Converts a text to one line of limited length. Line breaks become spaces, color sequences (SGR) are removed, and
    /// other control characters are escaped, such as <c>\x1b</c>. The first character of a CI command is escaped:
    /// <c>##vso[</c>, <c>##[</c> and <c>##teamcity[</c> anywhere, and <c>::</c> at the start of the line.
    /// </summary>
    public static string Line(string text)
    {
        var line = Cut(text);
        return line.Any(IsSpecial) ? EscapeCommands(EscapeControls(line)) : line;
    }

    /// <summary>Converts each text with <see cref="Line"/>, and joins the results with line breaks.</summary>
    public static string Lines(IEnumerable<string> lines) => string.Join("\n", lines.Select(Line));

    /// <summary>Converts a reason to the end of a sentence: on one line and without a period.</summary>
    public static string Clause(string reason) => Line(reason).TrimEnd().TrimEnd('.');

    /// <summary>Limits the length of a text. Only the beginning and the end of a longer text are kept.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= Limit)
            return text;

        var (start, end) = (Limit - EndLength - Gap.Length, text.Length - EndLength);
        // A surrogate pair must not be split.
        start -= char.IsHighSurrogate(text[start - 1]) ? 1 : 0;
        end += char.IsLowSurrogate(text[end]) ? 1 : 0;
        return text.Substring(0, start) + Gap + text.Substring(end);
    }

    /// <summary>Replaces each run of white space by one space, in linear time.</summary>
    public static string CollapseWhitespace(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
                result.Append(character);
            else if (result.Length == 0 || result[result.Length - 1] != ' ')
                result.Append(' ');
        }

        return result.ToString();
    }

    private static bool IsSpecial(char character) => character is '#' or ':' || IsControl(character);

    // Format characters are invisible or change the order of the characters around them. Joiners (U+200C, U+200D) are
    // allowed, because words and emojis contain them.
    private static bool IsControl(char character) =>
        character is not ('\t' or '\u200C' or '\u200D')
        && char.GetUnicodeCategory(character)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    private static string EscapeControls(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character is '\r' or '\n' or '\u0085' or '\u2028' or '\u2029')
            {
                index += character == '\r' && index + 1 < text.Length && text[index + 1] == '\n' ? 1 : 0;
                result.Append(' ');
            }
            else if (ColorLength(text, index) is > 0 and var length)
            {
                index += length - 1;
            }
            else if (IsControl(character))
            {
                AppendEscaped(result, character);
            }
            else
            {
                result.Append(character);
            }
        }

        return result.ToString();
    }

    // Returns the length of a color sequence (ECMA-48 SGR): ESC, `[`, numbers, `m`.
    private static int ColorLength(string text, int start)
    {
        if (text[start] != Escape || start + 1 >= text.Length || text[start + 1] != '[')
            return 0;

        var end = start + 2;
        while (end < text.Length && text[end] is (>= '0' and <= '9') or ';' or ':')
            end++;
        return end < text.Length && text[end] == 'm' ? end + 1 - start : 0;
    }

    private static string EscapeCommands(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            // GitHub ignores white space before a command.
            if (IsCommand(text, index) || (text[index] == ':' && IsDoubled(text, index) && IsBlank(result)))
                AppendEscaped(result, text[index]);
            else
                result.Append(text[index]);
        }

        return result.ToString();
    }

    // Matches `##`, an optional name, and `[`.
    private static bool IsCommand(string text, int start)
    {
        if (text[start] != '#' || !IsDoubled(text, start))
            return false;

        var end = start + 2;
        while (end < text.Length && end - start < CommandNameLength && char.IsLetter(text[end]))
            end++;
        return end < text.Length && text[end] == '[';
    }

    private static bool IsDoubled(string text, int index) => index + 1 < text.Length && text[index + 1] == text[index];

    private static bool IsBlank(StringBuilder text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsWhiteSpace(text[index]))
                return false;
        }

        return true;
    }

    private static void AppendEscaped(StringBuilder result, char character) =>
        result.AppendFormat(
            CultureInfo.InvariantCulture,
            character <= '\xFF' ? @"\x{0:x2}" : @"\u{0:x4}",
            (int)character
        );
}
