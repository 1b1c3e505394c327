namespace Dockerize.Contexts;

/// <summary>The kinds of tokens of an ignore pattern.</summary>
internal enum GlobKind
{
    /// <summary>A character that matches itself.</summary>
    Literal,

    /// <summary><c>?</c>: any character except a slash.</summary>
    Any,

    /// <summary><c>[a-z]</c>: a character of a class.</summary>
    Class,

    /// <summary><c>*</c>: any number of characters except slashes.</summary>
    Star,

    /// <summary>The start of <c>**/</c>: an empty text, or <see cref="Folders"/>.</summary>
    FoldersStart,

    /// <summary>The text that <c>**/</c> matches: any characters, ending with a slash.</summary>
    Folders,

    /// <summary><c>**</c> at the end: any number of characters.</summary>
    Rest,
}

/// <summary>A token of an ignore pattern.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Character">The character of a literal.</param>
internal readonly record struct GlobToken(GlobKind Kind, int Character = 0)
{
    /// <summary>The first and the last character of each range of a class.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges { get; init; } = [];

    /// <summary>True for a class of all other characters, <c>[^a-z]</c>.</summary>
    public bool IsNegated { get; init; }

    /// <summary>True if the token matches exactly one character.</summary>
    public bool IsCharacter => Kind is GlobKind.Literal or GlobKind.Any or GlobKind.Class;

    /// <summary>True if the token can match a character.</summary>
    public bool Accepts(int character) =>
        Kind switch
        {
            GlobKind.Literal => character == Character,
            GlobKind.Any => character != '/' && !IsHalf(character),
            GlobKind.Class => !(IsNegated && IsHalf(character)) && IsInClass(character) != IsNegated,
            GlobKind.Star => character != '/',
            GlobKind.FoldersStart => false,
            // In the regular expressions of moby, a dot does not match a line feed.
            _ => character != '\n',
        };

    // One half of a surrogate pair is not a character.
    private static bool IsHalf(int character) => character is >= 0xD800 and <= 0xDFFF;

    private bool IsInClass(int character)
    {
        foreach (var (first, last) in Ranges)
        {
            if (character >= first && character <= last)
                return true;
        }

        return false;
    }
}
