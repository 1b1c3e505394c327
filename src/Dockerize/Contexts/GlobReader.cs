namespace Dockerize.Contexts;

/// <summary>Reads the tokens of an ignore pattern.</summary>
/// <param name="pattern">The pattern, without an exclamation mark.</param>
internal sealed class GlobReader(string pattern)
{
    /// <summary>
    /// The maximum number of consecutive stars. Further stars make a difference only for a path with at least this
    /// number of folders whose names contain line breaks.
    /// </summary>
    private const int MaximumStars = 64;

    private int index;
    private int stars;

    /// <summary>The character at an index. The index moves to the second half of a surrogate pair.</summary>
    public static int CodePoint(string text, ref int index)
    {
        if (!char.IsHighSurrogate(text[index]) || index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]))
            return text[index];

        index++;
        return char.ConvertToUtf32(text[index - 1], text[index]);
    }

    /// <summary>The text of a character.</summary>
    public static string Text(int character) =>
        character < char.MaxValue ? ((char)character).ToString() : char.ConvertFromUtf32(character);

    /// <summary>Reads the tokens of the pattern.</summary>
    /// <exception cref="FormatException">
    /// A class is invalid or not closed, or the pattern ends with a backslash.
    /// </exception>
    public List<GlobToken> Read()
    {
        var tokens = new List<GlobToken>(pattern.Length);
        for (; index < pattern.Length; index++)
        {
            switch (pattern[index])
            {
                case '*' when Next == '*':
                    ReadFolders(tokens);
                    break;
                case '*':
                    AddStar(tokens, new GlobToken(GlobKind.Star));
                    break;
                case '?':
                    Add(new GlobToken(GlobKind.Any));
                    break;
                case '[':
                    Add(ReadClass());
                    break;
                default:
                    Add(new GlobToken(GlobKind.Literal, ReadLiteral()));
                    break;
            }
        }

        return tokens;

        void Add(GlobToken token)
        {
            stars = 0;
            tokens.Add(token);
        }
    }

    private void AddStar(List<GlobToken> tokens, params GlobToken[] added)
    {
        if (++stars <= MaximumStars)
            tokens.AddRange(added);
    }

    private char Next => index + 1 < pattern.Length ? pattern[index + 1] : '\0';

    // The slash after `**` is part of the same token.
    private void ReadFolders(List<GlobToken> tokens)
    {
        index++;
        if (Next == '/')
            index++;
        if (index + 1 == pattern.Length)
        {
            tokens.Add(new GlobToken(GlobKind.Rest));
            return;
        }

        // Consecutive `**/` match the same paths as a single one.
        if (tokens.Count > 0 && tokens[tokens.Count - 1].Kind == GlobKind.Folders)
            return;

        AddStar(tokens, new GlobToken(GlobKind.FoldersStart), new GlobToken(GlobKind.Folders));
    }

    // A hyphen or bracket that is a member of the class must be escaped. The index moves to the closing bracket.
    private GlobToken ReadClass()
    {
        index++;
        var isNegated = index < pattern.Length && pattern[index] == '^';
        if (isNegated)
            index++;
        var ranges = new List<(int First, int Last)>();
        for (; index < pattern.Length && (pattern[index] != ']' || ranges.Count == 0); index++)
        {
            var first = ReadMember();
            var last = first;
            if (Next == '-')
            {
                index += 2;
                last = ReadMember();
            }

            ranges.Add(first <= last ? (first, last) : throw new FormatException());
        }

        return index < pattern.Length
            ? new GlobToken(GlobKind.Class) { Ranges = ranges, IsNegated = isNegated }
            : throw new FormatException();
    }

    private int ReadMember() =>
        index < pattern.Length && pattern[index] is not ('-' or ']') ? ReadLiteral() : throw new FormatException();

    // A literal character, which may be escaped with a backslash.
    private int ReadLiteral()
    {
        if (pattern[index] == '\\')
            index++;
        return index < pattern.Length ? CodePoint(pattern, ref index) : throw new FormatException();
    }
}
