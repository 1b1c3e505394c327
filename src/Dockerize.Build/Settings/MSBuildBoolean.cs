namespace Dockerize.Build.Settings;

/// <summary>
/// The words that conditions of MSBuild compare as booleans: <c>'$(DockerPush)' == 'true'</c> holds for <c>yes</c> too.
/// </summary>
internal static class MSBuildBoolean
{
    private static readonly string[] TrueWords = ["true", "on", "yes", "!false", "!off", "!no"];
    private static readonly string[] FalseWords = ["false", "off", "no", "!true", "!on", "!yes"];

    /// <summary>The value of a word, in any case; null if it is no boolean, for example because of a blank.</summary>
    public static bool? Parse(string? word)
    {
        if (TrueWords.Contains(word, StringComparer.OrdinalIgnoreCase))
            return true;

        return FalseWords.Contains(word, StringComparer.OrdinalIgnoreCase) ? false : null;
    }
}
