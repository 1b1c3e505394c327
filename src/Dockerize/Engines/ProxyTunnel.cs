using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Dockerize.Engines.Endpoints;

namespace Dockerize.Engines;

/// <summary>Opens connections through a proxy.</summary>
internal static class ProxyTunnel
{
    /// <summary>Connects to a proxy.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="target">
    /// The <c>host:port</c> to open a tunnel to; null if the proxy forwards requests without a tunnel.
    /// </param>
    /// <param name="cancellationToken">A token that cancels connecting.</param>
    /// <exception cref="IOException">The connection to the proxy failed, or the proxy rejected the tunnel.</exception>
    public static async Task<Stream> OpenAsync(EngineProxy proxy, string? target, CancellationToken cancellationToken)
    {
        if (proxy.Address is not { } address)
            throw new IOException($"invalid proxy address in {proxy.Variable} (expected an http or https URL)");

        Stream? stream = null;
        try
        {
            stream = await EngineSocket
                .OpenAsync(address.DnsSafeHost, address.Port, cancellationToken)
                .ConfigureAwait(false);
            if (address.Scheme == "https")
                stream = await AuthenticateAsync(stream, address.DnsSafeHost).ConfigureAwait(false);
            if (target is not null)
                await ConnectAsync(stream, target, proxy.Authorization, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (Exception exception)
        {
            stream?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (exception is not (IOException or SocketException or AuthenticationException))
                throw;

            var place = $"{address.Scheme}://{address.Authority}";
            throw new IOException(
                $"connection through the proxy {place} ({proxy.Variable}) failed: {exception.Message}"
            );
        }
    }

    private static async Task<Stream> AuthenticateAsync(Stream stream, string host)
    {
        var secured = new SslStream(stream, leaveInnerStreamOpen: false);
        await secured.AuthenticateAsClientAsync(host).ConfigureAwait(false);
        return secured;
    }

    private static async Task ConnectAsync(
        Stream stream,
        string target,
        string? authorization,
        CancellationToken cancellationToken
    )
    {
        var credentials = authorization is null ? "" : $"Proxy-Authorization: {authorization}\r\n";
        var request = Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{credentials}\r\n");
        await stream.WriteAsync(request, 0, request.Length, cancellationToken).ConfigureAwait(false);

        var head =
            await ResponseHead.ReadAsync(stream, cancellationToken).ConfigureAwait(false)
            ?? throw new EndOfStreamException("the proxy closed the connection");
        if (head.Status is < 200 or > 299)
            throw new IOException(FormattableString.Invariant($"the proxy returned HTTP status {head.Status}"));
    }
}
