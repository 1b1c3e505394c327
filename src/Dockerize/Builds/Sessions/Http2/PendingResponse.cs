using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The response to a request, until it is complete.</summary>
/// <param name="output">The sending side of the stream.</param>
/// <param name="limit">The largest length of the content in bytes.</param>
internal sealed class PendingResponse(StreamOutput output, int limit)
{
    /// <summary>The header fields and the trailer fields.</summary>
    private const int MaximumBlocks = 2;

    private readonly TaskCompletionSource<Http2Response> completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly List<HeaderField> fields = [];
    private readonly List<byte> content = [];
    private int blocks;

    /// <summary>The sending side of the stream.</summary>
    public StreamOutput Output => output;

    /// <summary>A task that ends with the response.</summary>
    public Task<Http2Response> Completion => completion.Task;

    /// <summary>Adds header fields or trailer fields.</summary>
    /// <exception cref="Http2Exception">The response has too many of them.</exception>
    public void Add(IReadOnlyList<HeaderField> block)
    {
        if (++blocks > MaximumBlocks)
            throw new Http2Exception(Http2ErrorCode.EnhanceYourCalm, "A response has too many header blocks.");
        fields.AddRange(block);
    }

    /// <summary>Adds content.</summary>
    /// <exception cref="Http2Exception">The content is too long.</exception>
    public void Add(ArraySegment<byte> part)
    {
        if (content.Count + part.Count > limit)
            throw new Http2Exception(Http2ErrorCode.EnhanceYourCalm, "A response is too long.");
        content.AddRange(part);
    }

    /// <summary>Completes the response.</summary>
    public void End() => completion.TrySetResult(new Http2Response([.. fields], [.. content]));

    /// <summary>Ends the response with an error.</summary>
    public void Fail(Exception error) => completion.TrySetException(new IOException(error.Message, error));

    /// <summary>Ends the response because its caller canceled it.</summary>
    public void Cancel() => completion.TrySetCanceled();
}
