namespace Dockerize.Contexts;

/// <summary>A line of a <c>.dockerignore</c> file is not a valid pattern.</summary>
/// <param name="path">The full path of the file.</param>
/// <param name="line">The line number, counted from 1.</param>
/// <param name="pattern">The text of the line.</param>
public sealed class InvalidIgnorePatternException(string path, int line, string pattern)
    : FormatException(FormattableString.Invariant($"Invalid pattern '{pattern}' in line {line} of '{path}'."))
{
    /// <summary>The full path of the file.</summary>
    public string Path => path;

    /// <summary>The line number, counted from 1.</summary>
    public int Line => line;

    /// <summary>The text of the line.</summary>
    public string Pattern => pattern;
}
