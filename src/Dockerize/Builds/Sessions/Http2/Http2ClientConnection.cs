using System.Diagnostics.CodeAnalysis;
using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>
/// The client side of an HTTP/2 connection (RFC 9113), for requests and responses that fit into memory. The server must
/// support HTTP/2 without an upgrade ("prior knowledge").
/// </summary>
/// <param name="transport">The connection to the server. It is disposed at the end.</param>
/// <param name="limit">The largest length of the content of a response in bytes.</param>
internal sealed class Http2ClientConnection(Stream transport, int limit) : IDisposable
{
    private readonly FrameWriter writer = new(transport);
    private readonly object gate = new();
    private readonly Dictionary<int, PendingResponse> pending = [];
    private int nextId = 1;
    private Exception? error;

    /// <summary>Starts the connection.</summary>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var preface = FrameReader.Preface;
        await transport.WriteAsync(preface, 0, preface.Length, cancellationToken).ConfigureAwait(false);
        writer.Reply(buffer =>
        {
            buffer.AddSettings((SettingId.EnablePush, 0), (SettingId.MaxHeaderListSize, HeaderBlock.MaximumListSize));
            buffer.Add(FrameType.WindowUpdate, 0, ConnectionWindow.FirstIncrement);
        });
        _ = Task.Run(ReadAsync, CancellationToken.None);
        _ = writer.Failed.ContinueWith(
            failed => End(failed.Result),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
    }

    /// <summary>Sends a request, and waits for the response.</summary>
    /// <param name="fields">The header fields.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">A token that resets the stream.</param>
    /// <exception cref="IOException">The server reset the stream, or the connection was lost.</exception>
    public async Task<Http2Response> SendAsync(
        IReadOnlyList<HeaderField> fields,
        ArraySegment<byte> content,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var response = await BeginAsync(fields, cancellationToken).ConfigureAwait(false);
        try
        {
            using var registration = cancellationToken.Register(response.Cancel);
            await writer.WriteDataAsync(response.Output, content, cancellationToken).ConfigureAwait(false);
            writer.WriteEnd(response.Output);
            return await response.Completion.ConfigureAwait(false);
        }
        finally
        {
            Remove(response);
        }
    }

    /// <summary>Closes the connection, which ends all requests with an error.</summary>
    public void Dispose() => End(new IOException("The connection was closed."));

    // The identifiers of streams must increase in the order of their first frames.
    private Task<PendingResponse> BeginAsync(IReadOnlyList<HeaderField> fields, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (error is not null)
                throw new IOException(error.Message, error);

            var response = new PendingResponse(writer.Open(nextId), limit);
            pending.Add(nextId, response);
            nextId += 2;
            // The frames of a few short requests never wait for the transport.
            return WriteAsync(response);
        }

        async Task<PendingResponse> WriteAsync(PendingResponse response)
        {
            try
            {
                await writer
                    .WriteHeadersAsync(response.Output, fields, endsStream: false, cancellationToken)
                    .ConfigureAwait(false);
                return response;
            }
            catch
            {
                Remove(response);
                throw;
            }
        }
    }

    private void Remove(PendingResponse response)
    {
        lock (gate)
            pending.Remove(response.Output.Id);
        if (!response.Completion.IsCompleted || response.Completion.IsCanceled)
            writer.Reset(response.Output, Http2ErrorCode.Cancel, new IOException("The request was canceled."));
        writer.Remove(response.Output);
    }

    private PendingResponse? Find(int id)
    {
        lock (gate)
        {
            // A stream that this side has not opened has no response either.
            if (id >= nextId || id % 2 == 0)
                throw new Http2Exception(Http2ErrorCode.ProtocolError, $"A frame is on the idle stream {id}.");
            return pending.TryGetValue(id, out var response) ? response : null;
        }
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "The error is that of all requests."
    )]
    private async Task ReadAsync()
    {
        try
        {
            var reader = new FrameReader(transport);
            var handler = new ResponseHandler(writer, Find);
            while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false) is { } frame)
                handler.Handle(frame);
            End(new EndOfStreamException("The engine closed the connection."));
        }
        catch (Exception exception)
        {
            End(exception);
        }
    }

    private void End(Exception reason)
    {
        List<PendingResponse> responses;
        lock (gate)
        {
            error ??= reason;
            responses = [.. pending.Values];
            pending.Clear();
        }

        // A read that is in progress also ends.
        transport.Dispose();
        foreach (var response in responses)
            response.Fail(reason);
    }
}
