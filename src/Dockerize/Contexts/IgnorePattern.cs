using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Dockerize.Contexts;

/// <summary>
/// A pattern of a <c>.dockerignore</c> file: the syntax of Go's filepath.Match, with <c>**</c> for any number of
/// folders. Most patterns are matched by one of three string comparisons, and the others in linear time. A character
/// without a meaning in filepath.Match is literal, as Docker documents it. moby differs where it passes characters to
/// Go's regular expressions: an escaped letter, <c>|</c>, <c>{</c>, <c>^</c>, and a star in a class.
/// </summary>
internal sealed class IgnorePattern
{
    private static readonly char[] Special = ['*', '?', '[', '\\'];
    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private readonly string pattern;
    private readonly Func<string, bool> matches;

    private IgnorePattern(string pattern, bool isException)
    {
        this.pattern = pattern;
        IsException = isException;
        matches = CreateMatcher(pattern);
    }

    /// <summary>True for an exception, <c>!pattern</c>, which includes the matched paths again.</summary>
    public bool IsException { get; }

    /// <summary>Parses a line that is neither blank nor a comment.</summary>
    /// <param name="line">The line.</param>
    /// <param name="pattern">The pattern; null if the line is invalid.</param>
    /// <returns>True if the line is a valid pattern.</returns>
    public static bool TryParse(string line, [NotNullWhen(true)] out IgnorePattern? pattern)
    {
        try
        {
            pattern = Parse(line);
            return true;
        }
        catch (FormatException)
        {
            pattern = null;
            return false;
        }
    }

    /// <summary>True if the pattern matches the path itself. The caller also checks the parent folders.</summary>
    public bool Matches(string path) => matches(path);

    /// <summary>False if the pattern cannot match any path below a folder.</summary>
    public bool MayMatchBelow(string folder)
    {
        var special = pattern.IndexOfAny(Special);
        var start = special < 0 ? pattern : pattern.Substring(0, special);
        return start.StartsWith(folder + "/", StringComparison.Ordinal)
            || (special >= 0 && (folder + "/").StartsWith(start, StringComparison.Ordinal));
    }

    private static IgnorePattern Parse(string line)
    {
        var isException = line[0] == '!';
        var pattern = (isException ? line.Substring(1) : line).Trim();
        // On Windows, a backslash separates folders and is not an escape character, as in the docker CLI.
        if (IsWindows)
            pattern = pattern.Replace('\\', '/');
        if (pattern is "" || (isException && pattern[0] == '/' && Clean(pattern) is "."))
            throw new FormatException();

        return new IgnorePattern(Clean(pattern), isException);
    }

    // Go's filepath.Clean without the slash at the start. It removes empty parts, `.`, and `..` together with the part
    // before it. At the root, `..` is removed alone.
    private static string Clean(string pattern)
    {
        var parts = new List<string>();
        foreach (var part in pattern.Split('/'))
        {
            if (part is "" or ".")
                continue;

            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0 && parts[parts.Count - 1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (pattern[0] != '/')
                parts.Add(part);
        }

        return parts.Count == 0 ? "." : string.Join("/", parts).Trim();
    }

    private static Func<string, bool> CreateMatcher(string pattern)
    {
        if (pattern.IndexOfAny(Special) < 0)
            return path => path == pattern;

        // moby compares two more forms without a regular expression: `**foo` matches `xfoo`, and `foo**` matches
        // `foox/y`.
        if (pattern.StartsWith("**", StringComparison.Ordinal) && pattern.IndexOfAny(Special, 2) < 0)
        {
            var end = pattern.Substring(2);
            var name = end.TrimStart('/');
            return path => path.EndsWith(end, StringComparison.Ordinal) || (name.Length < end.Length && path == name);
        }

        if (pattern.EndsWith("**", StringComparison.Ordinal) && pattern.IndexOfAny(Special) == pattern.Length - 2)
        {
            var start = pattern.Substring(0, pattern.Length - 2);
            return path => path.StartsWith(start, StringComparison.Ordinal);
        }

        // Most paths differ from the pattern at the end, and comparing the end is faster than matching. The slash after
        // `**` is optional.
        var tail = pattern.Substring(pattern.LastIndexOfAny(['*', '?', ']', '\\']) + 1).TrimStart('/');
        var expression = GlobExpression.Parse(pattern);
        return tail.Length > 0 && pattern.IndexOf('\\') < 0
            ? path => path.EndsWith(tail, StringComparison.Ordinal) && expression.IsMatch(path)
            : expression.IsMatch;
    }
}
