using System.Globalization;
using System.Text.RegularExpressions;
using Dockerize.Build.Advice;
using Dockerize.Images;

namespace Dockerize.Build.Settings;

/// <summary>
/// Parsers of setting values. A parser receives the name of the property, for messages, and its value, which is null if
/// the property is empty.
/// </summary>
internal static class SettingParsers
{
    // The durations of Go's time.ParseDuration that are useful for a health check: 1m30s, 500ms.
    private static readonly Regex DurationGrammar = new(
        @"\A(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s|ms))+\z",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex SignalGrammar = new(
        @"\A(?:[0-9]{1,2}|SIG[A-Z0-9+-]+)\z",
        RegexOptions.CultureInvariant
    );

    private static readonly char[] ListSeparators = [';', ',', ' '];

    /// <summary>A text without leading and trailing white space; null if it is empty.</summary>
    public static string? Text(string name, string? value) => value?.Trim();

    /// <summary>A text as it was set; null if it is empty.</summary>
    public static string? Raw(string name, string? value) => value;

    /// <summary><c>true</c> or <c>false</c>, or another <see cref="MSBuildBoolean"/>.</summary>
    public static Func<string, string?, bool> Switch(bool defaultValue) =>
        (name, value) =>
            value is null ? defaultValue : MSBuildBoolean.Parse(value) ?? throw Invalid(name, value, "true or false");

    /// <summary>A whole number; null if it is not set.</summary>
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

    /// <summary>A value of an enumeration by its name, in any case; its default value if it is not set.</summary>
    public static Func<string, string?, T> OneOf<T>(string expected)
        where T : struct, Enum =>
        (name, value) =>
        {
            if (value is null)
                return default;

            // Enum.TryParse accepts numbers and lists too.
            return value.Trim().All(char.IsLetter) && Enum.TryParse<T>(value.Trim(), ignoreCase: true, out var result)
                ? result
                : throw Invalid(name, value.Trim(), expected);
        };

    /// <summary>A duration as the engine writes it; null if it is not set.</summary>
    public static Func<string, string?, string?> Duration(string example) =>
        Matching(DurationGrammar, $"a duration such as {example}, 1m30s or 500ms");

    /// <summary>A number from 1; null if it is not set.</summary>
    public static string? Count(string name, string? value) =>
        Matching(new Regex(@"\A[1-9][0-9]{0,8}\z", RegexOptions.CultureInvariant), "a number from 1")(name, value);

    /// <summary>A signal; null if it is not set.</summary>
    public static string? Signal(string name, string? value) =>
        Matching(SignalGrammar, "the name of a signal, SIGINT, or its number")(name, value);

    /// <summary>A JSON array of strings; null if it is not set.</summary>
    public static IReadOnlyList<string>? Shell(string name, string? value)
    {
        if (ImageCommand.Parse(name, value) is not { } command)
            return null;

        return command.Arguments
            ?? throw new DiagnosticException(
                ProjectDiagnostics.InvalidCommand(name, value!, "a shell is a JSON array only")
            );
    }

    /// <summary>An absolute path in the image, without a slash at its end.</summary>
    public static string Folder(string name, string? value)
    {
        var path = ImagePath.Absolute(name, value ?? "");
        return path.Length > 1 ? path.TrimEnd('/') : path;
    }

    /// <summary>A platform, such as <c>linux/arm64</c>; null if it is not set.</summary>
    public static Platform? Platform(string name, string? value)
    {
        if (value is null)
            return null;

        return Images.Platform.TryParse(value, out var platform)
            ? platform
            : throw Invalid(name, value.Trim(), "one platform, linux/amd64 or linux/arm64");
    }

    /// <summary>
    /// A path of repositories, without leading, trailing and repeated slashes; null if it is not set.
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
            : throw Invalid(
                name,
                value,
                "a path of lower-case letters and digits below the registry, such as team/shop"
            );
    }

    /// <summary>A list, separated by spaces, semicolons or commas.</summary>
    public static IReadOnlyList<string> List(string name, string? value) =>
        (value ?? "").Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries);

    private static Func<string, string?, string?> Matching(Regex grammar, string expected) =>
        (name, value) =>
            value is null || grammar.IsMatch(value.Trim()) ? value?.Trim() : throw Invalid(name, value, expected);

    private static DiagnosticException Invalid(string name, string value, string expected) =>
        new(ProjectDiagnostics.InvalidValue(name, value, expected));
}
