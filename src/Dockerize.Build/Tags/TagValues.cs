using System.Globalization;
using Dockerize.Build.Advice;

namespace Dockerize.Build.Tags;

/// <summary>What the tokens of tags stand for. What is null or empty has no value in this build.</summary>
public sealed record TagValues
{
    /// <summary>How many characters of a revision are enough, as docker/metadata-action has it (type=sha).</summary>
    private const int ShortRevisionLength = 7;

    /// <summary>The version of what is published.</summary>
    public string? Version { get; init; }

    /// <summary>The id of the commit, in full; empty: what the git repository of <see cref="Directory"/> says.</summary>
    public string? Revision { get; init; }

    /// <summary>The branch, with or without <c>refs/heads/</c>; empty: what that repository says, else the CI system.</summary>
    public string? Branch { get; init; }

    /// <summary>Debug, Release, …</summary>
    public string? Configuration { get; init; }

    /// <summary>The moment of the build; null: tags have none.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The full path of a folder in the git repository of what is published; it is only looked into for a token that needs it.</summary>
    public string? Directory { get; init; }

    /// <summary>The environment's variables, by name, which a CI system sets.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>The moment that <c>SOURCE_DATE_EPOCH</c> says (reproducible-builds.org: seconds since 1970, UTC), else now.</summary>
    /// <exception cref="DiagnosticException">DKZ1011: it is not such a number.</exception>
    internal static DateTimeOffset TimeOf(string? sourceDateEpoch)
    {
        if (string.IsNullOrWhiteSpace(sourceDateEpoch))
            return DateTimeOffset.UtcNow;
        // The end of the year 9999.
        return long.TryParse(sourceDateEpoch, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new DiagnosticException(ProjectDiagnostics.InvalidValue("SOURCE_DATE_EPOCH", sourceDateEpoch!, "the seconds since 1970"));
    }

    /// <summary>The values of a token; several make several tags.</summary>
    /// <param name="token">Its name, without braces.</param>
    /// <exception cref="DiagnosticException">DKZ1029: there is no such token; DKZ1031: it has no value; DKZ1033: the repository cannot be read.</exception>
    internal IReadOnlyList<string> Of(string token) => token.ToLowerInvariant() switch
    {
        "version" => [Require(token, Version)],
        "major" => [ParseVersion(token).Major],
        "minor" => [ParseVersion(token).Minor],
        "patch" => [ParseVersion(token).Patch],
        "semver" => [.. ParseVersion(token).Tags()],
        "sha" => [Short(Require(token, Given(Revision) ?? Repository?.Revision))],
        "branch" => [Require(token, Given(Branch) is { } branch ? GitRepository.BranchOf(branch) ?? branch : Repository?.Branch ?? CiBranch.Find(Variable))],
        "configuration" => [Require(token, Configuration)],
        "date" => [Format(token, "yyyyMMdd")],
        "timestamp" => [Format(token, "yyyyMMddHHmmss")],
        _ => throw new DiagnosticException(ProjectDiagnostics.UnknownToken(token)),
    };

    private GitRepository? Repository => Directory is null ? null : GitRepository.Find(Directory);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text!.Trim();

    private static string Require(string token, string? value) => Given(value) ?? throw new DiagnosticException(ProjectDiagnostics.NoTokenValue(token));

    private string Format(string token, string format) => Require(token, Time?.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));

    /// <summary>The characters of a revision that are enough.</summary>
    internal static string Short(string revision) => revision.Substring(0, Math.Min(ShortRevisionLength, revision.Length));

    private SemanticVersion ParseVersion(string token)
    {
        var version = Require(token, Version);
        return SemanticVersion.TryParse(version) ?? throw new DiagnosticException(ProjectDiagnostics.NoVersionNumbers(token, version));
    }
}
