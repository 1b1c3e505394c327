using System.Globalization;
using System.Text;

namespace Dockerize.Strings;

/// <summary>
/// Text of engines, registries, commands and files as part of a message. Such a text must not control a terminal, start
/// a line of its own, or contain a command that a CI service reads from the log.
/// </summary>
internal static class PlainText
{
    /// <summary>The limit of a text in characters. Longer texts lose their middle.</summary>
    public const int Limit = 8 * 1024;

    /// <summary>The part of <see cref="Limit"/> that is kept of the end, where many errors have their cause.</summary>
    private const int EndLength = 2 * 1024;

    /// <summary>The length of the longest name of a CI command that is looked for: <c>##teamcity[</c>.</summary>
    private const int CommandNameLength = 16;

    private const string Gap = " … ";

    private const char Escape = '\u001B';

    /// <summary>
    /// A text on one line of limited length. Line breaks become blanks, color sequences (SGR) are removed, and other
    /// control characters are shown as <c>\x1b</c>. In the commands of CI services one character is escaped:
    /// <c>##vso[</c>, <c>##[</c> and <c>##teamcity[</c> anywhere, <c>::</c> at the start.
    /// </summary>
    public static string Line(string text)
    {
        var line = Cut(text);
        return line.Any(IsSpecial) ? EscapeCommands(EscapeControls(line)) : line;
    }

    /// <summary>Texts on a line each, as <see cref="Line"/> makes them.</summary>
    public static string Lines(IEnumerable<string> lines) => string.Join("\n", lines.Select(Line));

    /// <summary>A reason as the end of a sentence: on one line, without its own full stop.</summary>
    public static string Clause(string reason) => Line(reason).TrimEnd().TrimEnd('.');

    /// <summary>A text of limited length. Of a longer one, the beginning and the end.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= Limit)
            return text;

        var (start, end) = (Limit - EndLength - Gap.Length, text.Length - EndLength);
        // A character outside of the first plane has two parts.
        start -= char.IsHighSurrogate(text[start - 1]) ? 1 : 0;
        end += char.IsLowSurrogate(text[end]) ? 1 : 0;
        return text.Substring(0, start) + Gap + text.Substring(end);
    }

    /// <summary>A text with each run of white space replaced by one blank, in linear time.</summary>
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

    // Format characters change the order of the characters around them or are not visible. Joiners are parts of words
    // and emojis.
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

    // ECMA-48 SGR: ESC [ numbers m.
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
            // GitHub skips white space before a command.
            if (IsCommand(text, index) || (text[index] == ':' && IsDoubled(text, index) && IsBlank(result)))
                AppendEscaped(result, text[index]);
            else
                result.Append(text[index]);
        }

        return result.ToString();
    }

    // Two signs, a name that may be empty, and a bracket.
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
