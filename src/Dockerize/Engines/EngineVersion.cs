using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Dockerize.Engines;

/// <summary>
/// The version of an engine. Comparisons ignore the edition (<c>20.10.0-ce</c>, <c>17.06.2-ee-16</c>) and the suffix of
/// a distribution (<c>28.5.2+dfsg4</c>, <c>24.0.7-0ubuntu4</c>). A prerelease is older than its release.
/// </summary>
public sealed class EngineVersion : IComparable<EngineVersion>, IEquatable<EngineVersion>
{
    private static readonly Regex Grammar = new(
        @"\A[vV]?(?<number>[0-9]+(?:\.[0-9]+){0,3})(?:-(?:ce|ee)(?![0-9A-Za-z]))?"
            + @"(?:[-~.]?(?<stage>alpha|beta|tp|preview|rc|dev)[-.]?(?<count>[0-9]*))?(?:[-+~].*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    // In ascending order.
    private static readonly string[] Stages = ["dev", "alpha", "tp", "beta", "preview", "rc"];

    private readonly int[] numbers;
    private readonly string stage;
    private readonly int count;

    private EngineVersion(int[] numbers, string stage, int count)
    {
        this.numbers = numbers;
        this.stage = stage;
        this.count = count;
    }

    /// <summary>The major version, the first number.</summary>
    public int Major => numbers[0];

    /// <summary>The minor version, the second number; 0 if there is none.</summary>
    public int Minor => numbers[1];

    /// <summary>The patch version, the third number; 0 if there is none.</summary>
    public int Patch => numbers[2];

    /// <summary>True if the version is a prerelease, such as 28.0.0-rc.1.</summary>
    public bool IsPrerelease => stage.Length > 0;

    /// <summary>Parses a version.</summary>
    /// <param name="text">The text, such as 28.5.2 or 20.10.0-ce.</param>
    /// <exception cref="FormatException">The text is not a version.</exception>
    public static EngineVersion Parse(string text) =>
        TryParse(text ?? throw new ArgumentNullException(nameof(text)), out var version)
            ? version
            : throw new FormatException(
                $"Invalid engine version '{text}'. Expected a version such as 28.5.2 or 20.10.0-ce."
            );

    /// <summary>Parses a version.</summary>
    /// <param name="text">The text, such as 28.5.2 or 20.10.0-ce.</param>
    /// <param name="version">The version; null if the text is not a version.</param>
    /// <returns>True if the text is a version.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EngineVersion? version)
    {
        version = null;
        var match = Grammar.Match((text ?? "").Trim());
        if (!match.Success)
            return false;

        var numbers = new int[4];
        var parts = match.Groups["number"].Value.Split('.');
        for (var index = 0; index < parts.Length; index++)
        {
            if (!int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[index]))
                return false;
        }

        _ = int.TryParse(match.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        version = new EngineVersion(numbers, match.Groups["stage"].Value.ToLowerInvariant(), count);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(EngineVersion? other)
    {
        if (other is null)
            return 1;

        for (var index = 0; index < numbers.Length; index++)
        {
            if (numbers[index] != other.numbers[index])
                return numbers[index].CompareTo(other.numbers[index]);
        }

        if (IsPrerelease != other.IsPrerelease)
            return IsPrerelease ? -1 : 1;

        var order = Array.IndexOf(Stages, stage).CompareTo(Array.IndexOf(Stages, other.stage));
        return order != 0 ? order : count.CompareTo(other.count);
    }

    /// <inheritdoc/>
    public bool Equals(EngineVersion? other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EngineVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (Major, Minor, Patch, numbers[3], stage, count).GetHashCode();

    /// <summary>The version number and the prerelease label: <c>28.0.0-rc.1</c>.</summary>
    public override string ToString()
    {
        var shown = numbers.Take(numbers[3] > 0 ? 4 : 3);
        var text = string.Join(".", shown.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        if (!IsPrerelease)
            return text;

        return count > 0 ? FormattableString.Invariant($"{text}-{stage}.{count}") : $"{text}-{stage}";
    }

    /// <summary>True if both versions are equal.</summary>
    public static bool operator ==(EngineVersion? left, EngineVersion? right) =>
        left is null ? right is null : left.Equals(right);

    /// <summary>True if the versions differ.</summary>
    public static bool operator !=(EngineVersion? left, EngineVersion? right) => !(left == right);

    /// <summary>True if the left version is older.</summary>
    public static bool operator <(EngineVersion? left, EngineVersion? right) =>
        left is null ? right is not null : left.CompareTo(right) < 0;

    /// <summary>True if the left version is newer.</summary>
    public static bool operator >(EngineVersion? left, EngineVersion? right) => right < left;

    /// <summary>True if the left version is older or equal.</summary>
    public static bool operator <=(EngineVersion? left, EngineVersion? right) => !(right < left);

    /// <summary>True if the left version is newer or equal.</summary>
    public static bool operator >=(EngineVersion? left, EngineVersion? right) => !(left < right);
}
