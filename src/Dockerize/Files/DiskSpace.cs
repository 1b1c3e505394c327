namespace Dockerize.Files;

/// <summary>Recognizes a full disk in the messages of engines.</summary>
internal static class DiskSpace
{
    /// <summary>The text of the Linux error for a full disk (ENOSPC).</summary>
    public const string Exhausted = "no space left on device";

    /// <summary>The text of the Linux error for an exhausted quota (EDQUOT).</summary>
    public const string QuotaExceeded = "disk quota exceeded";

    /// <summary>True if a message reports a full disk or an exhausted quota.</summary>
    public static bool IsExhausted(string message) => Contains(message, Exhausted) || Contains(message, QuotaExceeded);

    private static bool Contains(string message, string words) =>
        message.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}
