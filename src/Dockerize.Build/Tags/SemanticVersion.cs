using System.Text.RegularExpressions;

namespace Dockerize.Build.Tags;

/// <summary>
/// A version as defined by semver.org, or a .NET version with one to four numbers. The numbers are stored as text, so
/// that their size is not limited.
/// </summary>
internal sealed class SemanticVersion
{
    private static readonly Regex Grammar = new(
        @"\A(?<number>[0-9]+)(?:\.(?<number>[0-9]+)){0,3}(?:-(?<prerelease>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\z",
        RegexOptions.CultureInvariant
    );

    private SemanticVersion(IReadOnlyList<string> numbers, string prerelease)
    {
        Numbers = numbers;
        Prerelease = prerelease;
    }

    /// <summary>The numbers of the version, one to four.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>The prerelease label: <c>rc.1</c>; empty for a stable version.</summary>
    public string Prerelease { get; }

    /// <summary>The major version, the first number.</summary>
    public string Major => Numbers[0];

    /// <summary>The minor version, the second number; 0 if there is none.</summary>
    public string Minor => Numbers.Count > 1 ? Numbers[1] : "0";

    /// <summary>The patch version, the third number; 0 if there is none.</summary>
    public string Patch => Numbers.Count > 2 ? Numbers[2] : "0";

    /// <summary>
    /// The tags of a release: <c>1.4.2</c>, <c>1.4</c>, <c>1</c> and <c>latest</c> for 1.4.2. A version 0.x has no tag
    /// <c>0</c>, because its minor versions are not compatible. A prerelease has only its own tag. Build metadata is
    /// ignored, because it does not change the version.
    /// </summary>
    public IEnumerable<string> Tags()
    {
        if (Prerelease.Length > 0)
            return [$"{Join(Numbers.Count)}-{Prerelease}"];

        var shortest = Numbers.Count > 1 && Major.Trim('0').Length == 0 ? 2 : 1;
        return [.. Enumerable.Range(shortest, Numbers.Count - shortest + 1).Reverse().Select(Join), "latest"];
    }

    /// <summary>Parses a version.</summary>
    /// <returns>The version; null if the text is not a version.</returns>
    public static SemanticVersion? TryParse(string text)
    {
        var match = Grammar.Match(text);
        if (!match.Success)
            return null;

        var numbers = match.Groups["number"].Captures.Cast<Capture>().Select(number => number.Value);
        return new SemanticVersion([.. numbers], match.Groups["prerelease"].Value);
    }

    private string Join(int count) => string.Join(".", Numbers.Take(count));
}
