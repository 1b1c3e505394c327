using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>A request of the client and its response.</summary>
internal sealed class Http2Stream
{
    private readonly StreamOutput output;
    private readonly FrameWriter writer;
    private readonly ConnectionWindow connection;
    private readonly ReceiveWindow window = new(SendWindows.DefaultSize);
    private readonly ReceiveBuffer input = new();
    private readonly StreamReset reset = new();
    private readonly RequestLength length;
    private volatile bool isRequestEnded;
    private volatile bool isClosed;

    /// <summary>Creates a stream.</summary>
    /// <param name="id">The stream identifier.</param>
    /// <param name="headers">The header fields of the request.</param>
    /// <param name="writer">The writer of the response.</param>
    /// <param name="connection">The window of the connection for requests.</param>
    public Http2Stream(int id, IReadOnlyList<HeaderField> headers, FrameWriter writer, ConnectionWindow connection)
    {
        Headers = headers;
        HeaderSize = headers.Sum(field => field.Size);
        this.writer = writer;
        this.connection = connection;
        length = new RequestLength(headers);
        output = writer.Open(id);
        Content = new Http2Content(this);
    }

    /// <summary>The header fields of the request, with the pseudo-header fields such as <c>:path</c>.</summary>
    public IReadOnlyList<HeaderField> Headers { get; }

    /// <summary>The size of the header list, in bytes.</summary>
    public int HeaderSize { get; }

    /// <summary>
    /// The content of the request for reading, and of the response for writing. Both observe flow control. A read
    /// returns 0 at the end of the request. The response headers must be sent before the first write.
    /// </summary>
    public Stream Content { get; }

    /// <summary>A token that is canceled when the client resets the stream or the connection is lost.</summary>
    public CancellationToken Reset => reset.Token;

    /// <summary>The stream identifier.</summary>
    public int Id => output.Id;

    /// <summary>True after the last frame of the request.</summary>
    public bool IsRequestEnded => isRequestEnded;

    /// <summary>
    /// True if the stream was reset or the connection was lost. It is set before a read or write fails, and before the
    /// token is canceled, so that the handler recognizes its cause.
    /// </summary>
    public bool IsClosed => isClosed || writer.Failed.IsCompleted;

    /// <summary>True after the client has reset the stream. Only the reader of frames changes and reads it.</summary>
    public bool IsResetByClient { get; private set; }

    /// <summary>Sends the header fields of the response.</summary>
    public Task SendHeadersAsync(IReadOnlyList<HeaderField> headers, CancellationToken cancellationToken) =>
        writer.WriteHeadersAsync(output, headers, endsStream: false, cancellationToken);

    /// <summary>Sends the trailer fields, which end the response.</summary>
    public Task SendTrailersAsync(IReadOnlyList<HeaderField> trailers, CancellationToken cancellationToken) =>
        writer.WriteHeadersAsync(output, trailers, endsStream: true, cancellationToken);

    /// <summary>Writes content of the response.</summary>
    /// <exception cref="IOException">The stream was reset, or the connection was lost.</exception>
    public Task WriteAsync(ArraySegment<byte> content, CancellationToken cancellationToken) =>
        writer.WriteDataAsync(output, content, cancellationToken);

    /// <summary>Reads content of the request.</summary>
    /// <exception cref="IOException">The stream was reset, or the connection was lost.</exception>
    public async Task<int> ReadAsync(ArraySegment<byte> target, CancellationToken cancellationToken)
    {
        var read = await input.ReadAsync(target, cancellationToken).ConfigureAwait(false);
        Return(read);
        return read;
    }

    /// <summary>Receives a DATA frame, whose length was taken from the window of the connection.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="content">The content of the frame without padding.</param>
    public void Receive(Frame frame, ArraySegment<byte> content)
    {
        if (!window.TryReceive(frame.Payload.Count))
        {
            connection.Return(frame.Payload.Count);
            Fail(Http2ErrorCode.FlowControlError, "The window of the stream is exceeded.");
            return;
        }

        Return(frame.Payload.Count - content.Count);
        if (!input.TryAdd(content))
            connection.Return(content.Count);
        else if (!length.TryAdd(content.Count))
            Fail(Http2ErrorCode.ProtocolError, "The content is longer than the header content-length.");
    }

    /// <summary>Receives the end of the request.</summary>
    public void EndRequest()
    {
        isRequestEnded = true;
        if (length.IsComplete)
            input.End();
        else
            Fail(Http2ErrorCode.ProtocolError, "The content is shorter than the header content-length.");
    }

    /// <summary>Enlarges the window of the response.</summary>
    public void EnlargeWindow(int increment)
    {
        if (!writer.UpdateWindows(_ => SendWindows.TryEnlarge(output, increment)))
            Fail(Http2ErrorCode.FlowControlError, "The window of the stream is larger than 2^31-1.");
    }

    /// <summary>Receives a reset by the client.</summary>
    public void ResetByClient(uint code)
    {
        IsResetByClient = true;
        Close(new IOException($"The client reset the stream with error code {code}."));
    }

    /// <summary>Resets the stream because of a violation by the client.</summary>
    public void Fail(Http2ErrorCode code, string message)
    {
        isClosed = true;
        var reason = new Http2Exception(code, message);
        writer.Reset(output, code, reason);
        Close(reason);
    }

    /// <summary>Ends the stream without a frame.</summary>
    public void Close(Exception reason)
    {
        isClosed = true;
        CloseContent(reason);
        reset.Cancel();
    }

    /// <summary>Ends the stream after its handler has ended. An incomplete response is an internal error.</summary>
    /// <returns>True if this side has reset the stream.</returns>
    public async Task<bool> EndAsync()
    {
        var reason = new IOException("The handler of the stream has ended.");
        var code = output.IsEnded ? Http2ErrorCode.NoError : Http2ErrorCode.InternalError;
        if (!output.IsEnded || !isRequestEnded)
            writer.Reset(output, code, reason);
        CloseContent(reason);
        writer.Remove(output);
        await reset.EndAsync().ConfigureAwait(false);
        return output.IsReset;
    }

    private void CloseContent(Exception reason)
    {
        writer.Close(output, reason);
        connection.Return(input.Close(reason));
    }

    private void Return(int count)
    {
        connection.Return(count);
        if (window.Consume(count) is > 0 and var increment && !isRequestEnded)
            writer.EnlargeReceiveWindow(output, increment);
    }
}
