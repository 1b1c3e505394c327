using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Dockerize.Engines;

/// <summary>Opens sockets with cancellation on all target frameworks.</summary>
internal static class EngineSocket
{
    /// <summary>Connects to a TCP port, on the first address of the host that accepts the connection.</summary>
    /// <exception cref="SocketException">The host is unknown, or no address accepts the connection.</exception>
    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "The stream disposes of the socket."
    )]
    public static async Task<Stream> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
#if NET
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
#else
        var addresses = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
#endif
        for (var index = 0; ; index++)
        {
            try
            {
                if (addresses.Length == 0)
                    throw new SocketException((int)SocketError.HostNotFound);

                var address = addresses[index];
                return await OpenAsync(
                        new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
                        new IPEndPoint(address, port),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }
            catch (SocketException) when (index < addresses.Length - 1) { }
        }
    }

    /// <summary>Connects a socket, and disposes it if that fails.</summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    public static async Task<Stream> OpenAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
#if NET
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
#else
            // On .NET Framework, ConnectAsync has no token. Disposing the socket cancels it.
            using (cancellationToken.Register(socket.Dispose))
                await socket.ConnectAsync(endPoint).ConfigureAwait(false);
#endif
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception is ObjectDisposedException or SocketException)
                cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }
}
