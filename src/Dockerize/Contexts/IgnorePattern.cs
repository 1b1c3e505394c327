using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize.Contexts;

/// <summary>
/// One pattern of a <c>.dockerignore</c>: that of Go's filepath.Match, with <c>**</c> for any number of folders. Most are one of three
/// plain comparisons; what is left is a regular expression. Where moby's own lets Go's regular expressions show through (an escaped letter, <c>|</c>,
/// <c>{</c>, <c>^</c> and a star in a class), a character stands for itself here, as Docker documents it.
/// </summary>
internal sealed class IgnorePattern
{
    // A character outside of the basic plane is two of .NET's and one of Go's.
    private const string Surrogates = @"\uD800-\uDFFF";
    private const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private static readonly char[] Special = ['*', '?', '[', '\\'];
    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private readonly string pattern;
    private readonly Func<string, bool> matches;

    private IgnorePattern(string pattern, bool isException)
    {
        this.pattern = pattern;
        IsException = isException;
        matches = Matcher(pattern);
    }

    /// <summary>True if it takes back in what it matches.</summary>
    public bool IsException { get; }

    /// <summary>Reads a line that is neither blank nor a comment.</summary>
    /// <exception cref="FormatException">It is no pattern.</exception>
    public static IgnorePattern Parse(string line)
    {
        var isException = line[0] == '!';
        var pattern = (isException ? line.Substring(1) : line).Trim();
        // On Windows a backslash separates folders and escapes nothing, as with the docker CLI there.
        if (IsWindows)
            pattern = pattern.Replace('\\', '/');
        if (pattern is "" || (isException && pattern[0] == '/' && Clean(pattern) is "."))
            throw new FormatException();
        return new IgnorePattern(Clean(pattern), isException);
    }

    /// <summary>Whether it matches this very path; what it says of the path's parents is the caller's to know.</summary>
    public bool Matches(string path) => matches(path);

    /// <summary>False if it certainly matches nothing below a folder.</summary>
    public bool MayMatchBelow(string folder)
    {
        var special = pattern.IndexOfAny(Special);
        var start = special < 0 ? pattern : pattern.Substring(0, special);
        return start.StartsWith(folder + "/", StringComparison.Ordinal)
            || (special >= 0 && (folder + "/").StartsWith(start, StringComparison.Ordinal));
    }

    // Go's filepath.Clean: no empty parts, no `.`, no `..` that has a part or the root before it; then no slash at its front.
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

    private static Func<string, bool> Matcher(string pattern)
    {
        if (pattern.IndexOfAny(Special) < 0)
            return path => path == pattern;

        // Two more shapes mean more than a regular expression could say: `**foo` matches `xfoo`, and `foo**` matches `foox/y`.
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

        // Of many files and patterns most differ in the end of the name already; the slash after `**` need not be there.
        var tail = pattern.Substring(pattern.LastIndexOfAny(['*', '?', ']', '\\']) + 1).TrimStart('/');
        var expression = new Regex(Expression(pattern), Options(pattern));
        return tail.Length > 0 && pattern.IndexOf('\\') < 0
            ? path => path.EndsWith(tail, StringComparison.Ordinal) && expression.IsMatch(path)
            : expression.IsMatch;
    }

    private static RegexOptions Options(string pattern)
    {
#if NET
        // An expression with many stars could try for ever; the way without backtracking cannot, and takes longer to prepare.
        if (pattern.Count(character => character == '*') > 6)
            return RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;
#endif
        return RegexOptions.CultureInvariant;
    }

    private static string Expression(string pattern)
    {
        var expression = new StringBuilder(@"\A");
        for (var index = 0; index < pattern.Length; index++)
        {
            switch (pattern[index])
            {
                case '*' when index + 1 < pattern.Length && pattern[index + 1] == '*':
                    index += index + 2 < pattern.Length && pattern[index + 2] == '/' ? 2 : 1;
                    expression.Append(index + 1 == pattern.Length ? ".*" : "(?:.*/)?");
                    break;
                case '*':
                    expression.Append("[^/]*");
                    break;
                case '?':
                    expression.Append($"(?:{Pair}|[^/{Surrogates}])");
                    break;
                case '[':
                    var end = index + 1;
                    var ranges = Ranges(pattern, ref end);
                    expression.Append(ranges[0] == '^' ? $"(?:{Pair}|[{ranges}{Surrogates}])" : $"[{ranges}]");
                    index = end;
                    break;
                default:
                    expression.Append(Literal(pattern, ref index));
                    break;
            }
        }

        return expression.Append(@"\z").ToString();
    }

    // The inside of a class. Its end moves to the closing bracket; a hyphen or a bracket as a member has to be escaped.
    private static string Ranges(string pattern, ref int index)
    {
        var ranges = new StringBuilder();
        if (index < pattern.Length && pattern[index] == '^')
            ranges.Append(pattern[index++]);
        var isEmpty = true;
        for (; index < pattern.Length && (pattern[index] != ']' || isEmpty); index++)
        {
            ranges.Append(Member(ref index));
            if (index + 1 < pattern.Length && pattern[index + 1] == '-')
            {
                index += 2;
                ranges.Append('-').Append(Member(ref index));
            }

            isEmpty = false;
        }

        return index < pattern.Length ? ranges.ToString() : throw new FormatException();

        string Member(ref int at) =>
            at < pattern.Length && pattern[at] is not ('-' or ']') ? Literal(pattern, ref at) : throw new FormatException();
    }

    // A character that stands for itself, or is made to by a backslash.
    private static string Literal(string pattern, ref int index)
    {
        if (pattern[index] == '\\')
            index++;
        return index < pattern.Length ? $@"\u{(int)pattern[index]:X4}" : throw new FormatException();
    }
}
