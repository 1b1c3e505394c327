using System.Text.RegularExpressions;

namespace Dockerize.Build.Tags;

/// <summary>
/// A version by semver.org, or one of .NET's with two or four numbers. The numbers stay text: nothing is calculated, and no length is too long.
/// </summary>
internal sealed class SemanticVersion
{
    private static readonly Regex Grammar = new(
        @"\A(?<number>[0-9]+)(?:\.(?<number>[0-9]+)){0,3}(?:-(?<prerelease>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\z", RegexOptions.CultureInvariant);

    private SemanticVersion(IReadOnlyList<string> numbers, string prerelease)
    {
        Numbers = numbers;
        Prerelease = prerelease;
    }

    /// <summary>One number to four.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>What follows the hyphen: <c>rc.1</c>; empty: the version is stable.</summary>
    public string Prerelease { get; }

    /// <summary>The first number.</summary>
    public string Major => Numbers[0];

    /// <summary>The second number; 0 if there is none.</summary>
    public string Minor => Numbers.Count > 1 ? Numbers[1] : "0";

    /// <summary>The third number; 0 if there is none.</summary>
    public string Patch => Numbers.Count > 2 ? Numbers[2] : "0";

    /// <summary>
    /// The tags that a release moves: of 1.4.2 <c>1.4.2</c>, <c>1.4</c>, <c>1</c> and <c>latest</c>. Of 0.x there is no <c>0</c>, whose minor versions
    /// promise nothing to each other; of a prerelease only the version itself. Build metadata is left out, as it makes no other version.
    /// </summary>
    public IEnumerable<string> Tags()
    {
        if (Prerelease.Length > 0)
            return [$"{Join(Numbers.Count)}-{Prerelease}"];
        var shortest = Numbers.Count > 1 && Major.Trim('0').Length == 0 ? 2 : 1;
        return [.. Enumerable.Range(shortest, Numbers.Count - shortest + 1).Reverse().Select(Join), "latest"];
    }

    /// <summary>Reads a version.</summary>
    /// <returns>Null if the text is none.</returns>
    public static SemanticVersion? TryParse(string text)
    {
        var match = Grammar.Match(text);
        return match.Success ? new SemanticVersion([.. match.Groups["number"].Captures.Cast<Capture>().Select(number => number.Value)], match.Groups["prerelease"].Value) : null;
    }

    private string Join(int count) => string.Join(".", Numbers.Take(count));
}
