namespace Dockerize.Engines;

/// <summary>The limits of answers that are held in memory.</summary>
internal static class AnswerLimits
{
    /// <summary>The limit of the status line and the headers, and of the line before each chunk, in bytes.</summary>
    public const int Head = 64_000;

    /// <summary>The limit of an answer, or of a message in a stream of them, in bytes.</summary>
    public const int Message = 16_000_000;

    /// <summary>A part that exceeds its limit, as an object of a clause.</summary>
    public static string Describe(AnswerPart part, int limit) =>
        part == AnswerPart.Head
            ? FormattableString.Invariant($"headers of more than {limit / 1000} kB")
            : FormattableString.Invariant($"a message of more than {limit / 1_000_000} MB");
}
