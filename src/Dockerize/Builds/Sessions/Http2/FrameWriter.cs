using System.Diagnostics.CodeAnalysis;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>
/// Writes frames to the client. Frames that are added during a write of the transport are written together afterwards.
/// </summary>
/// <param name="transport">The connection to the client.</param>
internal sealed class FrameWriter(Stream transport)
{
    /// <summary>The number of waiting bytes from which responses wait for the transport.</summary>
    private const int BufferLimit = 128 * 1024;

    /// <summary>
    /// The number of waiting bytes of replies to frames of the client. A client that does not read its replies exceeds
    /// it.
    /// </summary>
    private const int ReplyLimit = 64 * 1024;

    private readonly object gate = new();
    private readonly ChangeSignal change = new();
    private readonly HpackEncoder encoder = new();
    private readonly SendWindows windows = new();
    private readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FrameBuffer waiting = new();
    private FrameBuffer inTransport = new();
    private int replyBytes;
    private Task? flush;
    private Exception? error;

    /// <summary>A task that ends with the error of the connection.</summary>
    public Task<Exception> Failed => failed.Task;

    /// <summary>Opens the sending side of a stream.</summary>
    public StreamOutput Open(int streamId)
    {
        lock (gate)
            return windows.Open(streamId);
    }

    /// <summary>Forgets a stream.</summary>
    public void Remove(StreamOutput stream)
    {
        lock (gate)
            windows.Remove(stream);
    }

    /// <summary>Writes the header fields or, at the end of the response, the trailer fields.</summary>
    /// <exception cref="IOException">The stream was reset, or the connection was lost.</exception>
    public async Task WriteHeadersAsync(
        StreamOutput stream,
        IReadOnlyList<HeaderField> fields,
        bool endsStream,
        CancellationToken cancellationToken
    )
    {
        Task changed;
        while (!TryWrite(stream, fields, endsStream, out changed))
            await ChangeSignal.WaitAsync(changed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes content as far as the client and the transport accept it, and waits to write the rest.</summary>
    /// <exception cref="IOException">The stream was reset, or the connection was lost.</exception>
    public async Task WriteDataAsync(
        StreamOutput stream,
        ArraySegment<byte> content,
        CancellationToken cancellationToken
    )
    {
        var offset = content.Offset;
        var end = content.Offset + content.Count;
        while (offset < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rest = new ArraySegment<byte>(content.Array!, offset, end - offset);
            var written = Write(stream, rest, out var changed);
            offset += written;
            if (written == 0)
                await ChangeSignal.WaitAsync(changed, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the content without trailer fields.</summary>
    /// <exception cref="IOException">The stream was reset, or the connection was lost.</exception>
    public void WriteEnd(StreamOutput stream)
    {
        lock (gate)
        {
            ThrowIfClosed(stream);
            waiting.Add(FrameType.Data, FrameFlags.EndStream, stream.Id, default);
            stream.IsEnded = true;
            Flush();
        }
    }

    /// <summary>Adds a frame that does not wait for the transport.</summary>
    /// <param name="add">The function that adds the frame.</param>
    public void Reply(Action<FrameBuffer> add)
    {
        lock (gate)
            AddReply(add);
    }

    /// <summary>Enlarges the window of a stream, if it is not closed.</summary>
    public void EnlargeReceiveWindow(StreamOutput stream, int increment)
    {
        lock (gate)
        {
            if (stream.Error is null)
                AddReply(buffer => buffer.Add(FrameType.WindowUpdate, stream.Id, (uint)increment));
        }
    }

    /// <summary>Resets a stream. A closed stream stays unchanged.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="code">The error code that is sent.</param>
    /// <param name="reason">The error of further writes.</param>
    public void Reset(StreamOutput stream, Http2ErrorCode code, Exception reason)
    {
        lock (gate)
        {
            if (stream.Error is not null)
                return;
            stream.IsReset = true;
            AddReply(buffer => buffer.Add(FrameType.ResetStream, stream.Id, (uint)code));
            stream.Error = reason;
            change.Raise();
        }
    }

    /// <summary>Closes a stream without a frame. A closed stream stays unchanged.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="reason">The error of further writes.</param>
    public void Close(StreamOutput stream, Exception reason)
    {
        lock (gate)
        {
            stream.Error ??= reason;
            change.Raise();
        }
    }

    /// <summary>Changes the windows of the client.</summary>
    /// <param name="update">The function that changes the windows.</param>
    /// <returns>The result of the function.</returns>
    public bool UpdateWindows(Func<SendWindows, bool> update)
    {
        lock (gate)
        {
            var isValid = update(windows);
            change.Raise();
            return isValid;
        }
    }

    /// <summary>Ends all writes with an error, and waits for the transport to write the last frames.</summary>
    /// <param name="reason">The error of further writes.</param>
    /// <param name="timeout">The longest time to wait.</param>
    public async Task EndAsync(Exception reason, TimeSpan timeout)
    {
        Task last;
        lock (gate)
        {
            Fail(reason);
            last = flush ?? Task.CompletedTask;
        }

        await Task.WhenAny(last, Task.Delay(timeout)).ConfigureAwait(false);
    }

    private bool TryWrite(StreamOutput stream, IReadOnlyList<HeaderField> fields, bool endsStream, out Task changed)
    {
        lock (gate)
        {
            ThrowIfClosed(stream);
            changed = Task.CompletedTask;
            if (waiting.Count >= BufferLimit)
            {
                changed = change.Next;
                return false;
            }

            waiting.AddHeaders(stream.Id, encoder.Encode(fields), endsStream);
            stream.HasHeaders = true;
            stream.IsEnded = endsStream;
            Flush();
            return true;
        }
    }

    private int Write(StreamOutput stream, ArraySegment<byte> content, out Task changed)
    {
        lock (gate)
        {
            ThrowIfClosed(stream);
            if (!stream.HasHeaders)
                throw new InvalidOperationException("The headers of the response were not sent.");

            var accepted = waiting.Count < BufferLimit ? Math.Min(content.Count, Frame.MaximumPayload) : 0;
            var length = windows.Take(stream, accepted);
            if (length == 0)
            {
                changed = change.Next;
                return 0;
            }

            changed = Task.CompletedTask;
            var payload = new ArraySegment<byte>(content.Array!, content.Offset, length);
            waiting.Add(FrameType.Data, FrameFlags.None, stream.Id, payload);
            Flush();
            return length;
        }
    }

    private void AddReply(Action<FrameBuffer> add)
    {
        if (error is not null)
            return;

        var before = waiting.Count;
        add(waiting);
        replyBytes += waiting.Count - before;
        if (replyBytes > ReplyLimit)
            Fail(new Http2Exception(Http2ErrorCode.EnhanceYourCalm, "The client does not read the replies."));
        else
            Flush();
    }

    private void ThrowIfClosed(StreamOutput stream)
    {
        if ((error ?? stream.Error) is { } reason)
            throw new IOException(reason.Message, reason);
        if (stream.IsEnded)
            throw new InvalidOperationException("The response has ended.");
    }

    private void Fail(Exception reason)
    {
        error ??= reason;
        failed.TrySetResult(error);
        change.Raise();
    }

    private void Flush() => flush ??= Task.Run(FlushAsync);

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Any error of the transport ends the connection."
    )]
    private async Task FlushAsync()
    {
        while (true)
        {
            lock (gate)
            {
                if (waiting.Count == 0)
                {
                    flush = null;
                    return;
                }

                (waiting, inTransport) = (inTransport, waiting);
                replyBytes = 0;
                change.Raise();
            }

            try
            {
                await inTransport.WriteToAsync(transport).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                lock (gate)
                    Fail(exception);
                return;
            }
        }
    }
}
