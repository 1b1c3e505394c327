using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Dockerize.Testing;

/// <summary>A TCP port on this machine that accepts TLS connections.</summary>
internal sealed class TlsListener : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly X509Certificate2 certificate;
    private readonly TestAuthority? clients;
    private readonly Func<Stream, Task> serve;
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;

    /// <param name="certificate">The server's certificate.</param>
    /// <param name="clients">The authority of client certificates. If null, no client certificate is required.</param>
    /// <param name="serve">The function that serves each connection.</param>
    /// <param name="address">The address of the port. If null, 127.0.0.1.</param>
    public TlsListener(
        X509Certificate2 certificate,
        TestAuthority? clients,
        Func<Stream, Task> serve,
        IPAddress? address = null
    )
    {
        (this.certificate, this.clients, this.serve) = (certificate, clients, serve);
        listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Host => $"tcp://127.0.0.1:{Port}";

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Dispose();
        await accepting;
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync()));
        }
        catch (Exception exception)
            when (closing.IsCancellationRequested
                && exception is SocketException or ObjectDisposedException or InvalidOperationException
            )
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (closing.Token.Register(client.Dispose))
        {
            try
            {
                await using var tls = new SslStream(
                    client.GetStream(),
                    leaveInnerStreamOpen: false,
                    (_, remote, _, _) => clients?.HasSigned(remote) ?? true
                );
                await tls.AuthenticateAsServerAsync(
                    certificate,
                    clientCertificateRequired: clients is not null,
                    SslProtocols.None,
                    checkCertificateRevocation: false
                );
                await serve(tls);
            }
            catch (Exception exception)
                when (closing.IsCancellationRequested
                    || exception is IOException or AuthenticationException or SocketException
                )
            {
                // The client reports the error.
            }
        }
    }
}
