namespace Dockerize.Builds.Sessions.Http2;

/// <summary>
/// The state of a stream's response. <see cref="FrameWriter"/> reads and changes it within its lock.
/// </summary>
/// <param name="id">The stream.</param>
internal sealed class StreamOutput(int id)
{
    /// <summary>The stream.</summary>
    public int Id => id;

    /// <summary>The number of bytes that the client accepts. It is negative after a reduced initial window.</summary>
    public int Window { get; set; }

    /// <summary>True if the header fields of the response were sent.</summary>
    public bool HasHeaders { get; set; }

    /// <summary>True if the last frame of the response was sent.</summary>
    public bool IsEnded { get; set; }

    /// <summary>True if this side has reset the stream.</summary>
    public bool IsReset { get; set; }

    /// <summary>The error of further writes; null if the stream is open.</summary>
    public Exception? Error { get; set; }
}
