using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize.Build.Apps;

/// <summary>The version of a shared framework: <c>10.0.12</c>, <c>11.0.0-rc.1.26401.7</c>.</summary>
internal sealed class RuntimeVersion
{
    private static readonly Regex Grammar = new(
        @"\A(?<major>[0-9]{1,5})\.(?<minor>[0-9]{1,5})(?:\.(?<patch>[0-9]{1,5}))?"
            + @"(?:-(?<label>[0-9A-Za-z.-]{1,100}))?(?:\+[0-9A-Za-z.-]{1,100})?\z",
        RegexOptions.CultureInvariant
    );

    private readonly string[] labels;

    private RuntimeVersion(int major, int minor, int patch, string label)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        labels = label.Split(['.'], StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The major version.</summary>
    public int Major { get; }

    /// <summary>The minor version.</summary>
    public int Minor { get; }

    /// <summary>The patch version; 0 if there is none.</summary>
    public int Patch { get; }

    // 10.0.0-0 sorts before all prereleases of 10.0.0. Messages show it as 10.0.0.
    private bool IsAnyPrerelease => labels is ["0"];

    /// <summary>Parses a version.</summary>
    /// <returns>The version; null if the text is not a version.</returns>
    public static RuntimeVersion? TryParse(string? text)
    {
        var match = Grammar.Match(text?.Trim() ?? "");
        return match.Success
            ? new RuntimeVersion(Number("major"), Number("minor"), Number("patch"), match.Groups["label"].Value)
            : null;

        int Number(string group) =>
            match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>
    /// Compares by the rules of semver.org. The result is negative if this version is older than the other one.
    /// </summary>
    public int CompareTo(RuntimeVersion other)
    {
        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return numbers != 0 ? numbers : CompareLabels(labels, other.labels);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Major}.{Minor}.{Patch}")
        + (labels.Length > 0 && !IsAnyPrerelease ? "-" + string.Join(".", labels) : "");

    // A release is newer than its prereleases, and numbers sort before words.
    private static int CompareLabels(string[] left, string[] right)
    {
        if (left.Length == 0 || right.Length == 0)
            return right.Length.CompareTo(left.Length);

        for (var index = 0; index < Math.Min(left.Length, right.Length); index++)
        {
            var order = CompareLabel(left[index], right[index]);
            if (order != 0)
                return order;
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int CompareLabel(string left, string right)
    {
        var (isNumber, isOtherNumber) = (IsNumber(left, out var number), IsNumber(right, out var other));
        if (isNumber && isOtherNumber)
            return number.CompareTo(other);

        return isNumber != isOtherNumber ? isOtherNumber.CompareTo(isNumber) : string.CompareOrdinal(left, right);
    }

    private static bool IsNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
