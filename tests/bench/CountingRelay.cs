using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Text;

namespace Dockerize.Bench;

/// <summary>
/// Forwards connections to an engine, and counts the bytes that are sent to the engine. It can refuse build sessions,
/// so that the whole build context is sent.
/// </summary>
internal sealed class CountingRelay : IDisposable
{
    private const string Refusal =
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 21\r\nConnection: close\r\n\r\n{\"message\":\"refused\"}";

    private readonly string engine;
    private readonly bool refusesSessions;
    private readonly string path = Path.Combine(Path.GetTempPath(), $"dkz{Guid.NewGuid():N}.sock");
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private long sent;

    /// <param name="engine">The path of the engine's socket.</param>
    /// <param name="refusesSessions">True to refuse build sessions.</param>
    public CountingRelay(string engine, bool refusesSessions)
    {
        this.engine = engine;
        this.refusesSessions = refusesSessions;
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(128);
        _ = AcceptAsync();
    }

    /// <summary>The address for clients.</summary>
    public string Host => "unix://" + path;

    /// <summary>The number of bytes that were sent to the engine since the last call.</summary>
    public long TakeSent() => Interlocked.Exchange(ref sent, 0);

    public void Dispose()
    {
        listener.Dispose();
        File.Delete(path);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ForwardAsync(await listener.AcceptAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The relay was disposed.
        }
    }

    [SuppressMessage(
        "Reliability",
        "CA2025:Ensure tasks using 'IDisposable' instances complete before the instances are disposed",
        Justification = "Both directions are awaited before the sockets are disposed."
    )]
    private async Task ForwardAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var owned = client;
        try
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(engine));
            var up = CopyAsync(client, server, isUp: true);
            var down = CopyAsync(server, client, isUp: false);
            await Task.WhenAll(up, down);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side closed its connection.
        }
    }

    private async Task CopyAsync(Socket source, Socket destination, bool isUp)
    {
        var buffer = new byte[256 * 1024];
        for (var isFirst = true; ; isFirst = false)
        {
            var count = await source.ReceiveAsync(buffer);
            if (count == 0)
                break;

            if (isUp)
                Interlocked.Add(ref sent, count);
            if (isUp && isFirst && refusesSessions && IsSession(buffer, count))
            {
                await source.SendAsync(Encoding.ASCII.GetBytes(Refusal));
                source.Dispose();
                destination.Dispose();
                return;
            }

            for (var offset = 0; offset < count; )
                offset += await destination.SendAsync(buffer.AsMemory(offset, count - offset));
        }

        destination.Shutdown(SocketShutdown.Send);
    }

    private static bool IsSession(byte[] buffer, int count) =>
        Encoding.ASCII.GetString(buffer, 0, Math.Min(count, 100)).Split('\r')[0].Contains("/session");
}
