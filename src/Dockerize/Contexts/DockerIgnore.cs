namespace Dockerize.Contexts;

/// <summary>
/// The patterns of a <c>.dockerignore</c>, with the semantics of moby/patternmatcher: the last pattern that matches a path or one of its
/// parent folders decides, and <c>!</c> takes a path back in. The engine ignores such a file inside an archive, so whoever sends one filters.
/// </summary>
internal sealed class DockerIgnore
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = ".dockerignore";

    private readonly IgnorePattern[] patterns;

    private DockerIgnore(IgnorePattern[] patterns) => this.patterns = patterns;

    /// <summary>Reads the patterns: one a line; lines that start with # and blank lines do not count, nor does a byte order mark.</summary>
    /// <exception cref="DockerizeException">DKZ1020: a pattern is none.</exception>
    public static DockerIgnore Parse(string text, string path)
    {
        var patterns = new List<IgnorePattern>();
        var lines = text.TrimStart('\uFEFF').Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var pattern = lines[index].Trim();
            if (lines[index].StartsWith("#", StringComparison.Ordinal) || pattern.Length == 0)
                continue;
            try
            {
                patterns.Add(IgnorePattern.Parse(pattern));
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException)
            {
                throw new InvalidIgnorePatternException(path, index + 1, pattern);
            }
        }

        return new DockerIgnore([.. patterns]);
    }

    /// <summary>Whether a file or a folder stays out of the context.</summary>
    /// <param name="path">Below the context's root, with slashes and none at its ends.</param>
    public bool Excludes(string path)
    {
        IgnoreMatch? match = null;
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            match = Match(path.Substring(0, slash), match);
        return Match(path, match).IsExcluded;
    }

    /// <summary>What the patterns say of a path, given what they said of the folder that it is in: none of them has to be asked twice.</summary>
    /// <param name="path">Below the context's root, with slashes and none at its ends.</param>
    /// <param name="parent">The answer for its folder; null: the root.</param>
    internal IgnoreMatch Match(string path, IgnoreMatch? parent)
    {
        var (excluded, matched) = (false, new bool[patterns.Length]);
        for (var index = 0; index < patterns.Length; index++)
        {
            var pattern = patterns[index];
            // Only a pattern that would change the answer is asked. One that was not asked for the folder does not count for what is in it: so
            // do the docker CLI and BuildKit, of which a pattern that stands there twice could tell.
            matched[index] = parent?.Matched[index] == true || (pattern.IsException == excluded && pattern.Matches(path));
            if (matched[index])
                excluded = !pattern.IsException;
        }

        return new IgnoreMatch(excluded, matched);
    }

    /// <summary>Whether an exception could take something back in that is below an excluded folder, so that the folder has to be searched.</summary>
    internal bool MayTakeBackBelow(string folder) => Array.Exists(patterns, pattern => pattern.IsException && pattern.MayMatchBelow(folder));
}

/// <summary>What the patterns say of one path.</summary>
/// <param name="IsExcluded">Whether it stays out.</param>
/// <param name="Matched">Which patterns match it or one of its parents.</param>
internal sealed record IgnoreMatch(bool IsExcluded, bool[] Matched);
