using Dockerize.Dockerfiles;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>A reader of a builder's messages, which reports progress and keeps the result.</summary>
internal interface IBuilderMessageReader : IProgress<EngineMessage>
{
    /// <summary>The image id of the last finished stage; null before the first one.</summary>
    string? ImageId { get; }

    /// <summary>
    /// The error message; null if there is none. The engine reports it in the stream, after the HTTP status 200.
    /// </summary>
    string? Error { get; }

    /// <summary>The last output lines of the failed step.</summary>
    IEnumerable<string> Tail { get; }

    /// <summary>The line of the failed step.</summary>
    /// <returns>The line, counted from 1; 0 if the error belongs to no line.</returns>
    int FailedLine(Dockerfile dockerfile);
}
