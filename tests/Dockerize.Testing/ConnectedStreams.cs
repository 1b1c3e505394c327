using System.Net;
using System.Net.Sockets;

namespace Dockerize.Testing;

/// <summary>Both ends of a connection.</summary>
public sealed class ConnectedStreams : IDisposable
{
    private ConnectedStreams(Stream client, Stream server)
    {
        Client = client;
        Server = server;
    }

    public Stream Client { get; }

    public Stream Server { get; }

    /// <summary>Opens a connection through the loopback interface.</summary>
    public static async Task<ConnectedStreams> OpenAsync()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        try
        {
            var accepting = listener.AcceptTcpClientAsync();
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
            var server = await accepting;
            server.NoDelay = true;
            return new ConnectedStreams(client.GetStream(), server.GetStream());
        }
        finally
        {
            listener.Stop();
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
