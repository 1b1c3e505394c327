using System.Diagnostics.CodeAnalysis;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>
/// The server side of an HTTP/2 connection (RFC 9113). No library can serve HTTP/2 on a stream inside MSBuild on both
/// .NET Framework and .NET.
/// </summary>
/// <param name="transport">
/// The connection to the client, which starts with the client's connection preface. It is disposed at the end.
/// </param>
/// <param name="handle">The handler of a request. It runs concurrently for each stream.</param>
internal sealed class Http2Connection(Stream transport, Func<Http2Stream, CancellationToken, Task> handle)
{
    /// <summary>The longest time for the last frames, and for the end of the transport's operations.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromMilliseconds(250);

    private readonly FrameWriter writer = new(transport);
    private readonly StreamTable streams = new();

    /// <summary>Serves requests until the client closes the connection or the token is canceled.</summary>
    /// <param name="cancellationToken">A token that closes the connection and cancels all handlers.</param>
    /// <exception cref="Http2Exception">The client violated the protocol.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var closing = new CancellationTokenSource();
        var reading = Task.Run(() => ReadAsync(closing.Token), CancellationToken.None);
        var (code, text) = (Http2ErrorCode.NoError, "");
        try
        {
            await WaitAsync(reading, cancellationToken).ConfigureAwait(false);
        }
        catch (Http2Exception exception)
        {
            (code, text) = (exception.Code, exception.Message);
            throw;
        }
        catch (ObjectDisposedException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        finally
        {
            await EndStreamsAsync(code, text).ConfigureAwait(false);
            closing.Cancel();
            transport.Dispose();
            await Task.WhenAny(reading, EndDelay()).ConfigureAwait(false);
            _ = reading.Exception;
            await streams.WhenEmptyAsync().ConfigureAwait(false);
        }
    }

    private static Task EndDelay() => Task.Delay(EndTimeout, CancellationToken.None);

    // Waits for the end of the connection.
    private async Task WaitAsync(Task reading, CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => canceled.TrySetResult(true));
        await Task.WhenAny(reading, writer.Failed, canceled.Task).ConfigureAwait(false);
        // A write usually fails because the client has closed the connection. The reader then gets to its end.
        if (!reading.IsCompleted && !canceled.Task.IsCompleted)
            await Task.WhenAny(reading, canceled.Task, EndDelay()).ConfigureAwait(false);

        if (canceled.Task.IsCompleted)
            return;
        if (!reading.IsCompleted)
            throw await writer.Failed.ConfigureAwait(false);
        await reading.ConfigureAwait(false);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        writer.Reply(buffer =>
        {
            buffer.AddSettings(
                (SettingId.MaxConcurrentStreams, StreamTable.MaximumStreams),
                (SettingId.MaxHeaderListSize, HeaderBlock.MaximumListSize)
            );
            buffer.Add(FrameType.WindowUpdate, 0, ConnectionWindow.FirstIncrement);
        });

        var reader = new FrameReader(transport);
        if (!await reader.ReadPrefaceAsync(cancellationToken).ConfigureAwait(false))
            return;

        var handler = new FrameHandler(streams, writer, Start);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } frame)
            handler.Handle(frame);
    }

    private void Start(Http2Stream stream) => Task.Run(() => ServeAsync(stream), CancellationToken.None);

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Any error of a handler resets its stream."
    )]
    private async Task ServeAsync(Http2Stream stream)
    {
        try
        {
            await handle(stream, stream.Reset).ConfigureAwait(false);
        }
        catch (Exception) { }

        var isReset = await stream.EndAsync().ConfigureAwait(false);
        streams.Remove(stream, isReset);
    }

    private async Task EndStreamsAsync(Http2ErrorCode code, string text)
    {
        var reason = new IOException("The connection was closed.");
        streams.Close();
        writer.Reply(buffer => buffer.AddGoAway(streams.LastId, code, text));
        foreach (var stream in streams.Running)
            stream.Close(reason);
        await writer.EndAsync(reason, EndTimeout).ConfigureAwait(false);
    }
}
