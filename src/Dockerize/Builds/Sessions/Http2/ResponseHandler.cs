using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>Applies the frames of a server to the responses of a connection.</summary>
/// <param name="writer">The writer of replies.</param>
/// <param name="find">
/// A function that finds the response of a stream; null if it is complete, or if its caller canceled it.
/// </param>
internal sealed class ResponseHandler(FrameWriter writer, Func<int, PendingResponse?> find)
{
    private readonly ConnectionWindow window = new(writer);
    private readonly HpackDecoder decoder = new(HeaderBlock.MaximumListSize, new DynamicTable());
    private readonly HeaderBlock block = new();
    private readonly ConnectionFrames connection = new(writer);

    /// <summary>Applies a frame.</summary>
    /// <exception cref="Http2Exception">The frame violates the protocol.</exception>
    public void Handle(Frame frame)
    {
        connection.RequireSettings(frame);
        if (block.StreamId != 0 && (frame.Type != FrameType.Continuation || frame.StreamId != block.StreamId))
            throw Violation("A header block is interrupted.");

        switch (frame.Type)
        {
            case FrameType.Data:
                HandleData(frame);
                break;
            case FrameType.Headers:
                frame.RequireStream();
                block.Begin(frame);
                HandleBlock(frame);
                break;
            case FrameType.Continuation:
                if (block.StreamId == 0)
                    throw Violation("A CONTINUATION frame has no header block.");
                block.Add(frame.Payload);
                HandleBlock(frame);
                break;
            case FrameType.ResetStream:
                frame.RequireStream();
                frame.RequireLength(4);
                find(frame.StreamId)?.Fail(new IOException("The engine reset the stream."));
                break;
            case FrameType.WindowUpdate:
                HandleWindowUpdate(frame);
                break;
            case FrameType.PushPromise:
                throw Violation("The server pushes, although it was disabled.");
            default:
                connection.Handle(frame);
                break;
        }
    }

    private static Http2Exception Violation(string message) => new(Http2ErrorCode.ProtocolError, message);

    private void HandleData(Frame frame)
    {
        frame.RequireStream();
        window.Receive(frame.Payload.Count);
        var response = find(frame.StreamId);
        response?.Add(frame.Content());
        // The content is already stored, so the windows are as large as before.
        window.Return(frame.Payload.Count);
        if (response is null)
            return;

        if (frame.EndsStream)
            response.End();
        else if (frame.Payload.Count > 0)
            writer.EnlargeReceiveWindow(response.Output, frame.Payload.Count);
    }

    private void HandleBlock(Frame frame)
    {
        if (!frame.EndsHeaders)
            return;

        IReadOnlyList<HeaderField>? fields;
        try
        {
            fields = decoder.Decode(block.End());
        }
        catch (HpackException exception)
        {
            throw new Http2Exception(Http2ErrorCode.CompressionError, exception.Message);
        }

        if (find(frame.StreamId) is not { } response)
            return;

        response.Add(fields ?? throw new Http2Exception(Http2ErrorCode.EnhanceYourCalm, "A header list is too large."));
        if (block.EndsStream)
            response.End();
    }

    private void HandleWindowUpdate(Frame frame)
    {
        frame.RequireLength(4);
        var increment = frame.Read31(0);
        if (frame.StreamId == 0)
            connection.EnlargeWindow(increment);
        else if (find(frame.StreamId) is not { } response)
            return;
        else if (!writer.UpdateWindows(_ => SendWindows.TryEnlarge(response.Output, increment)))
            throw new Http2Exception(Http2ErrorCode.FlowControlError, "A window is larger than 2^31-1.");
    }
}
