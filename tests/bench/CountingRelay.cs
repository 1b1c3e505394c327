using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dockerize.Bench;

/// <summary>
/// Forwards connections to an engine or a registry, and counts the bytes that are sent to it. It can refuse build
/// sessions, so that the whole build context is sent.
/// </summary>
internal sealed class CountingRelay : IDisposable
{
    private const string Refusal =
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 21\r\nConnection: close\r\n\r\n{\"message\":\"refused\"}";

    private readonly EndPoint server;
    private readonly bool refusesSessions;
    private readonly string? path;
    private readonly Socket listener;
    private long sent;

    /// <param name="engine">The path of the engine's socket.</param>
    /// <param name="refusesSessions">True to refuse build sessions.</param>
    public CountingRelay(string engine, bool refusesSessions)
    {
        server = new UnixDomainSocketEndPoint(engine);
        this.refusesSessions = refusesSessions;
        path = Path.Combine(Path.GetTempPath(), $"dkz{Guid.NewGuid():N}.sock");
        listener = Listen(new UnixDomainSocketEndPoint(path));
        Host = "unix://" + path;
    }

    /// <param name="registry">The address of the registry, such as <c>localhost:5000</c>.</param>
    public CountingRelay(string registry)
    {
        var port = int.Parse(registry.Split(':')[1], CultureInfo.InvariantCulture);
        server = new IPEndPoint(IPAddress.Loopback, port);
        listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Host = FormattableString.Invariant($"localhost:{((IPEndPoint)listener.LocalEndPoint!).Port}");
    }

    /// <summary>The address for clients.</summary>
    public string Host { get; }

    /// <summary>The number of bytes that were sent to the engine since the last call.</summary>
    public long TakeSent() => Interlocked.Exchange(ref sent, 0);

    public void Dispose()
    {
        listener.Dispose();
        if (path is not null)
            File.Delete(path);
    }

    private Socket Listen(EndPoint address)
    {
        var socket = Create(address);
        socket.Bind(address);
        socket.Listen(128);
        _ = AcceptAsync(socket);
        return socket;
    }

    private static Socket Create(EndPoint address) =>
        new(
            address.AddressFamily,
            SocketType.Stream,
            address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified
        );

    private async Task AcceptAsync(Socket socket)
    {
        try
        {
            while (true)
                _ = ForwardAsync(await socket.AcceptAsync());
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
        using var upstream = Create(server);
        using var owned = client;
        try
        {
            await upstream.ConnectAsync(server);
            var up = CopyAsync(client, upstream, isUp: true);
            var down = CopyAsync(upstream, client, isUp: false);
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
