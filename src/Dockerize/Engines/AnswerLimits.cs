namespace Dockerize.Engines;

/// <summary>The limits of responses that are held in memory.</summary>
internal static class AnswerLimits
{
    /// <summary>The limit of the status line with the headers, and of the line before each chunk, in bytes.</summary>
    public const int Head = 64_000;

    /// <summary>The limit of a response, or of one message in a stream of messages, in bytes.</summary>
    public const int Message = 16_000_000;

    /// <summary>
    /// A description of a part that exceeds its limit, for messages: <c>headers of more than 64 kB</c>.
    /// </summary>
    public static string Describe(AnswerPart part, int limit) =>
        part == AnswerPart.Head
            ? FormattableString.Invariant($"headers of more than {limit / 1000} kB")
            : FormattableString.Invariant($"a message of more than {limit / 1_000_000} MB");
}
