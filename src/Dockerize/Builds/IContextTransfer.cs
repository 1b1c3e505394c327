using Dockerize.Engines;

namespace Dockerize.Builds;

/// <summary>The way in which an engine receives a build context.</summary>
internal interface IContextTransfer
{
    /// <summary>The path of the Dockerfile in the parameter <c>dockerfile</c>.</summary>
    string DockerfilePath { get; }

    /// <summary>The query parameters in addition to those of the builder.</summary>
    IReadOnlyList<(string Name, string? Value)> Query { get; }

    /// <summary>
    /// The writer of the request body, which also reports the transfer; null if the engine receives the files in
    /// another way.
    /// </summary>
    BodyWriter? Body { get; }

    /// <summary>Ends the transfer: the first message of the builder has arrived.</summary>
    void Complete();
}
