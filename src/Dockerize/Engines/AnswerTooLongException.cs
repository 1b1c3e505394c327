using System.Diagnostics.CodeAnalysis;

namespace Dockerize.Engines;

/// <summary>
/// A part of an engine's answer exceeds its limit. Callers see the <see cref="EngineAnswerTooLongException"/> that is
/// made from it.
/// </summary>
/// <param name="part">The part.</param>
/// <param name="limit">The limit in bytes.</param>
[SuppressMessage(
    "Design",
    "CA1064:Exceptions should be public",
    Justification = "Callers see the exception that is made from it."
)]
internal sealed class AnswerTooLongException(AnswerPart part, int limit)
    : IOException($"it sent {AnswerLimits.Describe(part, limit)}")
{
    /// <summary>The part.</summary>
    public AnswerPart Part => part;

    /// <summary>The limit in bytes.</summary>
    public int Limit => limit;
}
