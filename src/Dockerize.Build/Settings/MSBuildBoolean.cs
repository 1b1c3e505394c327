namespace Dockerize.Build.Settings;

/// <summary>
/// Parses the words that MSBuild conditions treat as Boolean values. For example, <c>'$(DockerPush)' == 'true'</c> is
/// also true for <c>yes</c>.
/// </summary>
internal static class MSBuildBoolean
{
    private static readonly string[] TrueWords = ["true", "on", "yes", "!false", "!off", "!no"];
    private static readonly string[] FalseWords = ["false", "off", "no", "!true", "!on", "!yes"];

    /// <summary>Parses a word, ignoring case; null if it is not a Boolean value. White space is not trimmed.</summary>
    public static bool? Parse(string? word)
    {
        if (TrueWords.Contains(word, StringComparer.OrdinalIgnoreCase))
            return true;

        return FalseWords.Contains(word, StringComparer.OrdinalIgnoreCase) ? false : null;
    }
}
