using System.Text;
using System.Text.RegularExpressions;

namespace Dockerize;

/// <summary>
/// The patterns of a <c>.dockerignore</c>, with the semantics of moby/patternmatcher: the last pattern that matches a path or one of its
/// parent folders decides, and <c>!</c> takes a path back in. The engine ignores such a file inside an archive, so whoever sends one filters.
/// </summary>
public sealed class DockerIgnore
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = ".dockerignore";

    private readonly List<(Func<string, bool> Matches, bool Excepts)> patterns;

    private DockerIgnore(List<(Func<string, bool> Matches, bool Excepts)> patterns) => this.patterns = patterns;

    /// <summary>True if a pattern takes something back in, so that excluded folders have to be searched too.</summary>
    public bool HasExceptions => patterns.Exists(pattern => pattern.Excepts);

    /// <summary>Reads the patterns: one a line; lines that start with # and blank lines do not count, nor does a byte order mark.</summary>
    /// <exception cref="DockerizeException">DKZ1020: a pattern is none.</exception>
    public static DockerIgnore Parse(string text, string path)
    {
        var patterns = new List<(Func<string, bool> Matches, bool Excepts)>();
        var lines = text.TrimStart('\uFEFF').Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var pattern = lines[index].Trim();
            if (lines[index].StartsWith("#", StringComparison.Ordinal) || pattern.Length == 0)
                continue;
            var excepts = pattern[0] == '!';
            if (excepts)
                pattern = pattern.Substring(1).Trim();
            if (pattern.Length == 0)
                throw Invalid();

            try
            {
                patterns.Add((Matcher(Clean(pattern)), excepts));
            }
            catch (ArgumentException)
            {
                throw Invalid();
            }

            DockerizeException Invalid() => new(ProjectDiagnostics.InvalidIgnorePattern(path, index + 1, lines[index].Trim()));
        }

        return new DockerIgnore(patterns);
    }

    /// <summary>Whether a file or a folder stays out of the context.</summary>
    /// <param name="path">Below the context's root, with slashes and none at its ends.</param>
    public bool Excludes(string path)
    {
        var excluded = false;
        foreach (var (matches, excepts) in patterns)
        {
            // Only a pattern that would change the answer has to be asked.
            if (excepts == excluded && MatchesWithParents(matches, path))
                excluded = !excepts;
        }

        return excluded;
    }

    private static bool MatchesWithParents(Func<string, bool> matches, string path)
    {
        if (matches(path))
            return true;
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (matches(path.Substring(0, slash)))
                return true;
        }

        return false;
    }

    // Go's filepath.Clean: no empty parts, no `.`, no `..` that has a part before it; then no slash at its front.
    private static string Clean(string pattern)
    {
        var parts = new List<string>();
        foreach (var part in pattern.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else
                parts.Add(part);
        }

        return parts.Count == 0 ? "." : string.Join("/", parts);
    }

    private static Func<string, bool> Matcher(string pattern)
    {
        // The two shapes that most patterns have are compared without a regular expression, and the first of them means more than one could say:
        // `**foo` matches `xfoo`.
        var rest = pattern.StartsWith("**", StringComparison.Ordinal) ? pattern.Substring(2) : pattern;
        if (rest.IndexOfAny(['*', '?', '[', ']', '\\']) < 0)
        {
            if (rest.Length == pattern.Length)
                return path => path == pattern;
            return path => path.EndsWith(rest, StringComparison.Ordinal) || (rest.StartsWith("/", StringComparison.Ordinal) && path == rest.Substring(1));
        }

        var expression = new Regex(Expression(pattern), RegexOptions.CultureInvariant | RegexOptions.Singleline);
        return expression.IsMatch;
    }

    private static string Expression(string pattern)
    {
        var expression = new StringBuilder(@"\A");
        for (var index = 0; index < pattern.Length; index++)
        {
            var character = pattern[index];
            if (character == '*' && index + 1 < pattern.Length && pattern[index + 1] == '*')
            {
                index++;
                if (index + 1 < pattern.Length && pattern[index + 1] == '/')
                    index++;
                expression.Append(index + 1 == pattern.Length ? ".*" : "(?:.*/)?");
            }
            else if (character == '*')
            {
                expression.Append("[^/]*");
            }
            else if (character == '?')
            {
                expression.Append("[^/]");
            }
            else if (character == '\\')
            {
                if (index + 1 == pattern.Length)
                    throw new ArgumentException("A backslash stands at the end.", nameof(pattern));
                index++;
                expression.Append(char.IsLetterOrDigit(pattern[index]) ? "" : "\\").Append(pattern[index]);
            }
            else
            {
                // A class is the same in both grammars.
                expression.Append(character is '[' or ']' or '^' or '-' ? character.ToString() : Regex.Escape(character.ToString()));
            }
        }

        return expression.Append(@"\z").ToString();
    }
}
