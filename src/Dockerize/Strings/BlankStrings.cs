namespace Dockerize.Strings;

/// <summary>Optional texts, of which a blank one counts as missing.</summary>
internal static class BlankStrings
{
    /// <summary>The text; null if it is null, empty or white space.</summary>
    public static string? NullIfBlank(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
