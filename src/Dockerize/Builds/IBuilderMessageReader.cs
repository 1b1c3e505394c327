using Dockerize.Dockerfiles;
using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>Reads the messages of a builder: what it does becomes lines of progress, what came of it is kept.</summary>
internal interface IBuilderMessageReader : IProgress<EngineMessage>
{
    /// <summary>The image id of the last finished stage; null while there is none.</summary>
    string? ImageId { get; }

    /// <summary>What the engine reports as failed; null while nothing has. It does so inside the stream, with status 200, so that nothing throws.</summary>
    string? Error { get; }

    /// <summary>The last lines that the failed step printed.</summary>
    IEnumerable<string> Tail { get; }

    /// <summary>The line of the failed step.</summary>
    /// <returns>Counted from 1; 0 where no line is to blame.</returns>
    int FailedLine(Dockerfile dockerfile);
}
