using Dockerize.Files;

namespace Dockerize.Contexts;

/// <summary>
/// The patterns of a <c>.dockerignore</c> file, with the semantics of moby/patternmatcher. The last pattern that
/// matches a path or one of its parent folders applies, and <c>!</c> includes a path again. The client must apply the
/// patterns, because Docker applies the ignore file in an archive only to the Dockerfile and to the ignore file itself.
/// </summary>
internal sealed class DockerIgnore
{
    /// <summary>The default name of the file.</summary>
    public const string FileName = ".dockerignore";

    private readonly IgnorePattern[] patterns;

    private DockerIgnore(IgnorePattern[] patterns) => this.patterns = patterns;

    /// <summary>
    /// The full path of the ignore file of a Dockerfile, <c>NAME.dockerignore</c> next to it; null if it has none.
    /// </summary>
    /// <param name="dockerfile">The full path of the Dockerfile.</param>
    public static string? FindOwn(string dockerfile) =>
        File.Exists(dockerfile + FileName) ? dockerfile + FileName : null;

    /// <summary>Reads the text of an ignore file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="IgnoreFileUnreadableException">The file cannot be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return RegularFile.ReadText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IgnoreFileUnreadableException(path, exception.Message, exception);
        }
    }

    /// <summary>
    /// Parses the patterns, one per line. Blank lines, lines that start with # and a byte order mark are skipped.
    /// </summary>
    /// <exception cref="InvalidIgnorePatternException">A pattern is invalid.</exception>
    public static DockerIgnore Parse(string text, string path)
    {
        var patterns = new List<IgnorePattern>();
        var lines = text.TrimStart('\uFEFF').Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var pattern = lines[index].Trim();
            if (lines[index].StartsWith("#", StringComparison.Ordinal) || pattern.Length == 0)
                continue;

            patterns.Add(
                IgnorePattern.TryParse(pattern, out var parsed)
                    ? parsed
                    : throw new InvalidIgnorePatternException(path, index + 1, pattern)
            );
        }

        return new DockerIgnore([.. patterns]);
    }

    /// <summary>Creates a matcher from patterns that are already separated. Blank patterns are skipped.</summary>
    /// <exception cref="FormatException">A pattern is invalid.</exception>
    public static DockerIgnore FromPatterns(IEnumerable<string> patterns) =>
        new([
            .. patterns
                .Select(pattern => pattern.Trim())
                .Where(pattern => pattern.Length > 0)
                .Select(pattern =>
                    IgnorePattern.TryParse(pattern, out var parsed) ? parsed : throw new FormatException()
                ),
        ]);

    /// <summary>True if the patterns exclude a file or folder.</summary>
    /// <param name="path">The path in the context, with slashes between folders and without a slash at the end.</param>
    public bool Excludes(string path)
    {
        IgnoreMatch? match = null;
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            match = Match(path.Substring(0, slash), match);
        return Match(path, match).IsExcluded;
    }

    /// <summary>
    /// Matches a path. The match of the parent folder is reused, so that no pattern is matched twice.
    /// </summary>
    /// <param name="path">The path in the context, with slashes between folders and without a slash at the end.</param>
    /// <param name="parent">The match of the parent folder; null for an entry of the root.</param>
    internal IgnoreMatch Match(string path, IgnoreMatch? parent)
    {
        var (excluded, matched) = (false, new bool[patterns.Length]);
        for (var index = 0; index < patterns.Length; index++)
        {
            var pattern = patterns[index];
            // A pattern is matched only if it would change the result. Otherwise it counts as no match, and the content
            // of a folder does not inherit a match. The docker CLI and BuildKit do the same, which has an effect on
            // repeated patterns.
            matched[index] =
                parent?.Matched[index] == true || (pattern.IsException == excluded && pattern.Matches(path));
            if (matched[index])
                excluded = !pattern.IsException;
        }

        return new IgnoreMatch(excluded, matched);
    }

    /// <summary>
    /// True if an exception may include a path below an excluded folder, so that the folder must be searched.
    /// </summary>
    internal bool MayIncludeBelow(string folder) =>
        Array.Exists(patterns, pattern => pattern.IsException && pattern.MayMatchBelow(folder));
}

/// <summary>The match of the patterns of a <c>.dockerignore</c> file with a path.</summary>
/// <param name="IsExcluded">True if the path is excluded.</param>
/// <param name="Matched">For each pattern, true if it matches the path or one of its parent folders.</param>
internal sealed record IgnoreMatch(bool IsExcluded, bool[] Matched);
