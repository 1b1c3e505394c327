using System.Globalization;
using Dockerize.Build.Advice;
using Dockerize.Strings;

namespace Dockerize.Build.Tags;

/// <summary>The values of the tokens in tags. A token without a value is an error (DKZ1031).</summary>
public sealed record TagValues
{
    /// <summary>The length of a short commit id, as in docker/metadata-action (type=sha).</summary>
    private const int ShortRevisionLength = 7;

    /// <summary>The last second of the year 9999, as Unix time.</summary>
    private const long MaxUnixTime = 253_402_300_799;

    /// <summary>Example values for all tokens.</summary>
    internal static TagValues Examples { get; } =
        new()
        {
            Version = "1.0.0",
            Revision = "0000000",
            Branch = "main",
            Configuration = "Release",
            Time = DateTimeOffset.FromUnixTimeSeconds(0),
        };

    /// <summary>The version of the app.</summary>
    public string? Version { get; set; }

    /// <summary>
    /// The full commit id; null or blank for the current commit of the git repository in <see cref="Directory"/>.
    /// </summary>
    public string? Revision { get; set; }

    /// <summary>
    /// The branch, with or without <c>refs/heads/</c>; null or blank for the branch of the git repository in <see
    /// cref="Directory"/>. Without such a branch, it is the branch of the CI system.
    /// </summary>
    public string? Branch { get; set; }

    /// <summary>The build configuration: Debug, Release, …</summary>
    public string? Configuration { get; set; }

    /// <summary>The time of the build; null if it is not available.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>
    /// The full path of a folder in the git repository; null for no repository. The repository is read only for tokens
    /// that require it.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>
    /// The function that reads an environment variable of a CI system. By default, no variable is set.
    /// </summary>
    public Func<string, string?> Variable { get; set; } = _ => null;

    /// <summary>
    /// The time in <c>SOURCE_DATE_EPOCH</c> (reproducible-builds.org: seconds since 1970, UTC), or the current time if
    /// it is not set.
    /// </summary>
    /// <exception cref="DiagnosticException">DKZ1011: the value is invalid.</exception>
    internal static DateTimeOffset TimeOf(string? sourceDateEpoch)
    {
        if (string.IsNullOrWhiteSpace(sourceDateEpoch))
            return DateTimeOffset.UtcNow;

        if (
            long.TryParse(sourceDateEpoch, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= MaxUnixTime
        )
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        throw new DiagnosticException(
            SettingDiagnostics.InvalidValue("SOURCE_DATE_EPOCH", sourceDateEpoch!, "the number of seconds since 1970")
        );
    }

    /// <summary>Finds the values of a token. Each value results in one tag.</summary>
    /// <param name="token">The name of the token, without braces.</param>
    /// <param name="property">The property with the token, for messages.</param>
    /// <exception cref="DiagnosticException">
    /// DKZ1029: the token is unknown. DKZ1031: the token has no value. DKZ1033: the repository is unreadable.
    /// </exception>
    internal IReadOnlyList<string> FindValues(string token, string property)
    {
        return token.ToLowerInvariant() switch
        {
            "version" => [Require(Version)],
            "major" => [ParseVersion().Major],
            "minor" => [ParseVersion().Minor],
            "patch" => [ParseVersion().Patch],
            "semver" => [.. ParseVersion().Tags()],
            "sha" => [Shorten(Require(Revision.NullIfBlank() ?? Repository?.Revision))],
            "branch" => [Require(FindBranch())],
            "configuration" => [Require(Configuration)],
            "date" => [Require(Format("yyyyMMdd"))],
            "timestamp" => [Require(Format("yyyyMMddHHmmss"))],
            _ => throw new DiagnosticException(ImageTagDiagnostics.UnknownToken(token, property)),
        };

        string Require(string? value) =>
            value.NullIfBlank()?.Trim()
            ?? throw new DiagnosticException(ImageTagDiagnostics.NoTokenValue(token, property));

        SemanticVersion ParseVersion()
        {
            var version = Require(Version);
            return SemanticVersion.TryParse(version)
                ?? throw new DiagnosticException(ImageTagDiagnostics.NoVersionNumbers(token, version, property));
        }
    }

    private GitRepository? Repository => Directory is null ? null : GitRepository.Find(Directory);

    private string? FindBranch()
    {
        if (Branch.NullIfBlank()?.Trim() is { } branch)
            return GitRepository.ParseBranch(branch) ?? branch;

        return Repository?.Branch ?? CiBranch.Find(Variable);
    }

    private string? Format(string format) => Time?.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The first seven characters of a commit id.</summary>
    internal static string Shorten(string revision) =>
        revision.Substring(0, Math.Min(ShortRevisionLength, revision.Length));
}
