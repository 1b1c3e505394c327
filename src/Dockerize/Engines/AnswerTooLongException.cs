using System.Diagnostics.CodeAnalysis;

namespace Dockerize.Engines;

/// <summary>
/// A part of an engine's response exceeds its limit. Callers of the library receive an <see
/// cref="EngineAnswerTooLongException"/> instead.
/// </summary>
/// <param name="part">The part that is too long.</param>
/// <param name="limit">The limit in bytes.</param>
[SuppressMessage(
    "Design",
    "CA1064:Exceptions should be public",
    Justification = "Callers receive another exception, which has this one as its cause."
)]
internal sealed class AnswerTooLongException(AnswerPart part, int limit)
    : IOException($"the server sent {AnswerLimits.Describe(part, limit)}")
{
    /// <summary>The part that is too long.</summary>
    public AnswerPart Part => part;

    /// <summary>The limit in bytes.</summary>
    public int Limit => limit;
}
