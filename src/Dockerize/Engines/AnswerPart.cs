namespace Dockerize.Engines;

/// <summary>A part of an engine's answer that is held in memory.</summary>
public enum AnswerPart
{
    /// <summary>The status line and the headers, or the line before a chunk.</summary>
    Head,

    /// <summary>The whole answer, or a message in a stream of them.</summary>
    Message,
}
