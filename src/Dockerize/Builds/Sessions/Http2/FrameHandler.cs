using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>Applies the frames of the client to the streams of a connection.</summary>
/// <param name="streams">The streams.</param>
/// <param name="writer">The writer of replies.</param>
/// <param name="start">A function that starts the handler of a stream.</param>
internal sealed class FrameHandler(StreamTable streams, FrameWriter writer, Action<Http2Stream> start)
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
                HandleHeaders(frame);
                break;
            case FrameType.Continuation:
                HandleContinuation(frame);
                break;
            case FrameType.Priority:
                HandlePriority(frame);
                break;
            case FrameType.ResetStream:
                HandleReset(frame);
                break;
            case FrameType.WindowUpdate:
                HandleWindowUpdate(frame);
                break;
            case FrameType.PushPromise:
                throw Violation("A client cannot push.");
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
        var content = frame.Content();
        if (Find(frame) is not { } stream)
        {
            window.Return(frame.Payload.Count);
            return;
        }

        if (stream.IsRequestEnded)
        {
            window.Return(frame.Payload.Count);
            stream.Fail(Http2ErrorCode.StreamClosed, "A DATA frame is after the end of the request.");
            return;
        }

        stream.Receive(frame, content);
        if (frame.EndsStream)
            stream.EndRequest();
    }

    private void HandleHeaders(Frame frame)
    {
        frame.RequireStream();
        if (frame.StreamId % 2 == 0)
            throw Violation("The stream identifier of a client is even.");

        block.Begin(frame);
        if (frame.EndsHeaders)
            HandleBlock(frame.StreamId);
    }

    private void HandleContinuation(Frame frame)
    {
        if (block.StreamId == 0)
            throw Violation("A CONTINUATION frame has no header block.");

        block.Add(frame.Payload);
        if (frame.EndsHeaders)
            HandleBlock(frame.StreamId);
    }

    private void HandleBlock(int streamId)
    {
        IReadOnlyList<HeaderField>? fields;
        try
        {
            fields = decoder.Decode(block.End());
        }
        catch (HpackException exception)
        {
            throw new Http2Exception(Http2ErrorCode.CompressionError, exception.Message);
        }

        if (streams.IsReset(streamId))
            return;
        if (streams.Find(streamId) is { } stream)
            HandleTrailers(stream, fields);
        else if (streamId > streams.LastId)
            Open(streamId, fields);
        else
            throw Violation($"The stream identifier {streamId} is lower than {streams.LastId}.");
    }

    private void Open(int streamId, IReadOnlyList<HeaderField>? fields)
    {
        if (!streams.TryOpen(streamId, fields?.Sum(field => field.Size) ?? 0))
        {
            Refuse(streamId, Http2ErrorCode.RefusedStream);
            return;
        }

        if (fields is null || !RequestFields.AreValidHeaders(fields))
        {
            Refuse(streamId, fields is null ? Http2ErrorCode.EnhanceYourCalm : Http2ErrorCode.ProtocolError);
            return;
        }

        var stream = new Http2Stream(streamId, fields, writer, window);
        if (!streams.TryAdd(stream))
            return;
        if (block.EndsStream)
            stream.EndRequest();
        start(stream);
    }

    private void Refuse(int streamId, Http2ErrorCode code)
    {
        streams.NoteReset(streamId);
        writer.Reply(buffer => buffer.Add(FrameType.ResetStream, streamId, (uint)code));
    }

    private void HandleTrailers(Http2Stream stream, IReadOnlyList<HeaderField>? fields)
    {
        if (stream.IsResetByClient)
            throw new Http2Exception(Http2ErrorCode.StreamClosed, "A HEADERS frame is on a closed stream.");
        if (stream.IsRequestEnded)
            stream.Fail(Http2ErrorCode.StreamClosed, "A HEADERS frame is after the end of the request.");
        else if (fields is null || !RequestFields.AreValidTrailers(fields) || !block.EndsStream)
            stream.Fail(Http2ErrorCode.ProtocolError, "The trailer fields are invalid.");
        else
            stream.EndRequest();
    }

    private void HandlePriority(Frame frame)
    {
        frame.RequireStream();
        if (frame.Payload.Count == 5)
            return;

        if (streams.Find(frame.StreamId) is { } stream)
            stream.Fail(Http2ErrorCode.FrameSizeError, "A PRIORITY frame has an invalid length.");
        else
            frame.RequireLength(5);
    }

    private void HandleReset(Frame frame)
    {
        frame.RequireStream();
        frame.RequireLength(4);
        RequireOpened(frame);
        streams.Find(frame.StreamId)?.ResetByClient((uint)frame.Read31(0));
    }

    private void HandleWindowUpdate(Frame frame)
    {
        frame.RequireLength(4);
        var increment = frame.Read31(0);
        if (frame.StreamId == 0)
        {
            connection.EnlargeWindow(increment);
            return;
        }

        RequireOpened(frame);
        if (streams.Find(frame.StreamId) is not { } stream)
            return;
        if (increment == 0)
            stream.Fail(Http2ErrorCode.ProtocolError, "A WINDOW_UPDATE frame has the increment 0.");
        else
            stream.EnlargeWindow(increment);
    }

    // Returns null if this side has reset the stream. Frames that the client sent before are ignored.
    private Http2Stream? Find(Frame frame)
    {
        RequireOpened(frame);
        var stream = streams.Find(frame.StreamId);
        if (stream is null ? !streams.IsReset(frame.StreamId) : stream.IsResetByClient)
            throw new Http2Exception(Http2ErrorCode.StreamClosed, $"A {frame.Type} frame is on a closed stream.");
        return stream;
    }

    private void RequireOpened(Frame frame)
    {
        if (frame.StreamId > streams.LastId || frame.StreamId % 2 == 0)
            throw Violation($"A {frame.Type} frame is on the idle stream {frame.StreamId}.");
    }
}
