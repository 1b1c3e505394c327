namespace Dockerize.Dockerfiles;

/// <summary>Splits the arguments of an instruction into words, in linear time for any text.</summary>
internal static class InstructionWords
{
    /// <summary>
    /// Splits a text at white space. Quoted and escaped white space does not separate words. Quotes and escapes are
    /// part of the word. A quote that is not closed, and an escape at the end of a line, separate words.
    /// </summary>
    public static IEnumerable<string> Split(string text)
    {
        var start = 0;
        // A failed search for a closing quote is not repeated, because many open quotes would require quadratic time.
        var hasOpenQuote = false;
        for (var index = 0; index < text.Length; )
        {
            var next = hasOpenQuote && text[index] == '"' ? index : FindEnd(text, index);
            hasOpenQuote |= text[index] == '"' && next == index;
            if (next > index)
            {
                index = next;
                continue;
            }

            if (index > start)
                yield return text.Substring(start, index - start);
            start = ++index;
        }

        if (start < text.Length)
            yield return text.Substring(start);
    }

    /// <summary>The flags in front of the arguments, without their dashes.</summary>
    public static IEnumerable<string> Flags(string text)
    {
        for (var start = 0; string.CompareOrdinal(text, start, "--", 0, 2) == 0; )
        {
            var end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
                end++;
            yield return text.Substring(start + 2, end - start - 2);
            while (end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
            start = end;
        }
    }

    // The end of the character, the escape or the quoted text at an index; the index itself for a separator.
    private static int FindEnd(string text, int index) =>
        text[index] switch
        {
            '"' => FindClosingQuote(text, index),
            '\'' => text.IndexOf('\'', index + 1) is >= 0 and var end ? end + 1 : index,
            '\\' => IsEscape(text, index) ? index + 2 : index,
            var character => char.IsWhiteSpace(character) ? index : index + 1,
        };

    private static int FindClosingQuote(string text, int start)
    {
        for (var index = start + 1; index < text.Length; index++)
        {
            if (text[index] == '"')
                return index + 1;
            if (text[index] != '\\')
                continue;
            if (!IsEscape(text, index))
                return start;

            index++;
        }

        return start;
    }

    private static bool IsEscape(string text, int index) => index + 1 < text.Length && text[index + 1] != '\n';
}
