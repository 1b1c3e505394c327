using Dockerize.Dockerfiles;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>Reads the messages of a builder: reports progress, and keeps the result.</summary>
internal interface IBuilderMessageReader : IProgress<EngineMessage>
{
    /// <summary>The image id of the last finished stage; null while there is none.</summary>
    string? ImageId { get; }

    /// <summary>The error; null if there is none. The engine reports it inside the stream, with status 200.</summary>
    string? Error { get; }

    /// <summary>The last lines that the failed step printed.</summary>
    IEnumerable<string> Tail { get; }

    /// <summary>The line of the failed step.</summary>
    /// <returns>The line, counted from 1; 0 if no line is to blame.</returns>
    int FailedLine(Dockerfile dockerfile);
}
