using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Containers;
using Dockerize.Images;

namespace Dockerize.Build.Settings;

/// <summary>
/// Parsers of setting values. A parser receives the name of the property, for messages, and its value, which is null if
/// the property is empty.
/// </summary>
internal static class SettingParsers
{
    // The subset of the durations of Go's time.ParseDuration that is useful for a health check: 1m30s, 500ms.
    private static readonly Regex DurationGrammar = new(
        @"\A(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s|ms))+\z",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex SignalGrammar = new(
        @"\A(?:[0-9]{1,2}|SIG[A-Z0-9+-]+)\z",
        RegexOptions.CultureInvariant
    );

    // ASCII characters except white space and `#`, after which a browser would not send the text.
    private static readonly Regex RequestPathGrammar = new(@"\A/[\x21\x22\x24-\x7E]*\z", RegexOptions.CultureInvariant);

    private static readonly char[] ListSeparators = [';', ',', ' '];

    /// <summary>Parses a text: removes leading and trailing white space. Null if it is not set.</summary>
    public static string? Text(string name, string? value) => value?.Trim();

    /// <summary>Returns the value unchanged; null if it is not set.</summary>
    public static string? Raw(string name, string? value) => value;

    /// <summary>Parses <c>true</c>, <c>false</c>, or another <see cref="MSBuildBoolean"/> word.</summary>
    public static Func<string, string?, bool> Switch(bool defaultValue) =>
        (name, value) =>
            value is null ? defaultValue : MSBuildBoolean.Parse(value) ?? throw Invalid(name, value, "true or false");

    /// <summary>Parses <c>inline</c>, also in the form of the docker CLI, <c>type=inline</c>.</summary>
    public static bool InlineCache(string name, string? value) =>
        value?.Trim().ToUpperInvariant() switch
        {
            null => false,
            "INLINE" or "TYPE=INLINE" => true,
            _ => throw new DiagnosticException(SettingDiagnostics.UnsupportedCacheExporter(name, value!.Trim())),
        };

    /// <summary>
    /// Parses <c>true</c>, or the path of an HTTP request. Null if it is not set, and for <c>false</c>.
    /// </summary>
    public static SmokeTest? SmokeTest(string name, string? value)
    {
        if (value is null || MSBuildBoolean.Parse(value) == false)
            return null;
        if (MSBuildBoolean.Parse(value) == true)
            return new SmokeTest();

        return RequestPathGrammar.IsMatch(value.Trim())
            ? new SmokeTest { Path = value.Trim() }
            : throw Invalid(name, value.Trim(), "true, false, or a path such as /health");
    }

    /// <summary>Parses an integer between a minimum and a maximum; null if it is not set.</summary>
    public static Func<string, string?, int?> Number(int minimum, int maximum, string expected) =>
        (name, value) =>
        {
            if (value is null)
                return null;

            return
                int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                && number >= minimum
                && number <= maximum
                ? number
                : throw Invalid(name, value, expected);
        };

    /// <summary>
    /// Parses the name of an enumeration value, ignoring case. If it is not set, the result is the default value of the
    /// enumeration.
    /// </summary>
    public static Func<string, string?, T> OneOf<T>(string expected)
        where T : struct, Enum =>
        (name, value) =>
        {
            if (value is null)
                return default;

            // Enum.TryParse also accepts numbers and lists.
            return value.Trim().All(char.IsLetter) && Enum.TryParse<T>(value.Trim(), ignoreCase: true, out var result)
                ? result
                : throw Invalid(name, value.Trim(), expected);
        };

    /// <summary>Parses a duration in the notation of the engine; null if it is not set.</summary>
    public static Func<string, string?, string?> Duration(string example) =>
        Matching(DurationGrammar, $"a duration such as {example}, 1m30s or 500ms");

    /// <summary>Parses a number of at least 1; null if it is not set.</summary>
    public static string? Count(string name, string? value) =>
        Matching(new Regex(@"\A[1-9][0-9]{0,8}\z", RegexOptions.CultureInvariant), "a whole number of at least 1")(
            name,
            value
        );

    /// <summary>Parses the name or number of a signal; null if it is not set.</summary>
    public static string? Signal(string name, string? value) =>
        Matching(SignalGrammar, "the name or number of a signal, such as SIGINT or 2")(name, value);

    /// <summary>Parses an absolute path in the image, and removes a trailing slash.</summary>
    public static string Folder(string name, string? value)
    {
        var path = ImagePath.Absolute(name, value ?? "");
        return path.Length > 1 ? path.TrimEnd('/') : path;
    }

    /// <summary>Parses a platform, such as <c>linux/arm64</c>; null if it is not set.</summary>
    public static Platform? Platform(string name, string? value)
    {
        if (value is null)
            return null;

        return Images.Platform.TryParse(value, out var platform)
            ? platform
            : throw Invalid(name, value.Trim(), "one platform, such as linux/amd64 or linux/arm64");
    }

    /// <summary>Parses the platforms and runtime identifiers of a multi-platform image.</summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1024: a platform is not for Linux, or two of them are the same platform.
    /// </exception>
    public static IReadOnlyList<TargetPlatform> Platforms(string name, string? value)
    {
        var platforms = new List<TargetPlatform>();
        var texts = (value ?? "").Split([';', ',', ' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
        {
            if (TargetPlatform.Parse(text) is not { Platform.Os: "linux" } platform)
                throw new DiagnosticException(PlatformDiagnostics.NotForLinux(name, text));
            if (platforms.Exists(other => other.Platform.Normalized == platform.Platform.Normalized))
                throw new DiagnosticException(PlatformDiagnostics.Repeated(name, $"{platform.Platform}"));
            platforms.Add(platform);
        }

        return platforms;
    }

    /// <summary>
    /// Parses a repository path, and removes leading, trailing and repeated slashes. Null if it is not set.
    /// </summary>
    public static string? RepositoryPath(string name, string? value)
    {
        if (value is null)
            return null;

        var path = string.Join(
            "/",
            value.Trim().Replace('\\', '/').Split(['/'], StringSplitOptions.RemoveEmptyEntries)
        );
        return path.Length == 0 || ImageReference.IsRepository(path)
            ? path
            : throw Invalid(name, value, "a path in lower case without the registry, such as team/shop");
    }

    /// <summary>Parses ports that are separated by spaces, semicolons or commas.</summary>
    public static IReadOnlyList<string> Ports(string name, string? value) =>
        [
            .. (value ?? "")
                .Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries)
                .Select(port => ExposedPort.Parse(name, port)),
        ];

    /// <summary>Parses a user with an optional group; null if it is not set.</summary>
    public static string? User(string name, string? value) => value is null ? null : UserName.Parse(name, value);

    private static Func<string, string?, string?> Matching(Regex grammar, string expected) =>
        (name, value) =>
            value is null || grammar.IsMatch(value.Trim()) ? value?.Trim() : throw Invalid(name, value, expected);

    private static DiagnosticException Invalid(string name, string value, string expected) =>
        new(SettingDiagnostics.InvalidValue(name, value, expected));
}
