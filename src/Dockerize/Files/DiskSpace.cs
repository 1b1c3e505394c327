namespace Dockerize.Files;

/// <summary>Recognizes a full disk in the messages of engines.</summary>
internal static class DiskSpace
{
    /// <summary>The words of Linux for a full disk (ENOSPC).</summary>
    public const string Exhausted = "no space left on device";

    /// <summary>The words of Linux for an exhausted quota (EDQUOT).</summary>
    public const string QuotaExceeded = "disk quota exceeded";

    /// <summary>True if a message says that a disk is full.</summary>
    public static bool IsExhausted(string message) => Contains(message, Exhausted) || Contains(message, QuotaExceeded);

    private static bool Contains(string message, string words) =>
        message.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}
