namespace Dockerize.Engines;

/// <summary>A part of an engine's response that is held in memory.</summary>
public enum AnswerPart
{
    /// <summary>The status line and the headers, or the line before a chunk.</summary>
    Head,

    /// <summary>The whole response, or one message in a stream of messages.</summary>
    Message,
}
