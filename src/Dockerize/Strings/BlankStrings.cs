namespace Dockerize.Strings;

/// <summary>Treats blank strings as missing.</summary>
internal static class BlankStrings
{
    /// <summary>Returns the text, or null if it is null, empty or white space.</summary>
    public static string? NullIfBlank(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
