using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using System.Net.Sockets;
using Dockerize.Engines.Endpoints;

namespace Dockerize.Engines;

/// <summary>
/// Opens connections to an engine: through a Unix socket, a named pipe, a program such as ssh, or TCP with optional TLS
/// and proxy.
/// </summary>
[SuppressMessage(
    "Reliability",
    "CA2000:Dispose objects before losing scope",
    Justification = "The HTTP client disposes of connections, and a socket that cannot connect disposes of itself."
)]
internal sealed class EngineDialer : IDisposable
{
    /// <summary>
    /// The timeout for opening a named pipe, in milliseconds. A busy engine on Windows can take seconds to accept.
    /// </summary>
    private const int NamedPipeTimeout = 5000;

    private readonly EngineEndpoint endpoint;
    private readonly TlsCredentials? tls;

    // The HTTP client does not close the connection of a canceled request. Without this list, the program would keep
    // running.
    private readonly ConcurrentBag<ProgramConnection> programConnections = [];

    /// <summary>Loads the certificates. Opens no connection.</summary>
    /// <exception cref="CertificateUnreadableException">A certificate or its key cannot be read.</exception>
    public EngineDialer(EngineEndpoint endpoint)
    {
        this.endpoint = endpoint;
        tls = endpoint.Tls is null ? null : new TlsCredentials(endpoint.Tls);
    }

    /// <summary>
    /// The prefix of request targets; empty without a forwarding proxy. A proxy for an engine without TLS requires the
    /// complete URL as the request target.
    /// </summary>
    public string TargetPrefix => Forwarder is null ? "" : $"http://{Authority}";

    /// <summary>The value of the request header <c>Proxy-Authorization</c>; null if there is none.</summary>
    public string? ProxyAuthorization => Forwarder?.Authorization;

    private EngineProxy? Forwarder => tls is null ? endpoint.Proxy : null;

    private Uri Uri => endpoint.ClientUri;

    private string Authority => $"{Uri.Host}:{Uri.Port}";

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in programConnections)
            connection.Dispose();
        tls?.Dispose();
    }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="IOException">The connection cannot be opened.</exception>
    /// <exception cref="SocketException">The connection cannot be opened.</exception>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        Uri.Scheme switch
        {
            _ when endpoint.Program is { } program => Task.FromResult<Stream>(OpenProgram(program, cancellationToken)),
            "unix" => OpenSocketAsync(Uri.LocalPath, cancellationToken),
            "npipe" => OpenPipeAsync(cancellationToken),
            _ => OpenPortAsync(cancellationToken),
        };

    private ProgramConnection OpenProgram(EngineProgram program, CancellationToken cancellationToken)
    {
        var connection = ProgramConnection.Open(program, cancellationToken);
        programConnections.Add(connection);
        return connection;
    }

    private static Task<Stream> OpenSocketAsync(string path, CancellationToken cancellationToken) =>
        EngineSocket.OpenAsync(
            new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            new UnixDomainSocketEndPoint(path),
            cancellationToken
        );

    private async Task<Stream> OpenPipeAsync(CancellationToken cancellationToken)
    {
        var server = Uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "." : Uri.Host;
        var pipe = new NamedPipeClientStream(server, Uri.Segments[2], PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(NamedPipeTimeout, cancellationToken).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }

    private async Task<Stream> OpenPortAsync(CancellationToken cancellationToken)
    {
        var stream = endpoint.Proxy is { } proxy
            ? await ProxyTunnel
                .OpenAsync(proxy, tls is null ? null : Authority, cancellationToken)
                .ConfigureAwait(false)
            : await EngineSocket.OpenAsync(Uri.DnsSafeHost, Uri.Port, cancellationToken).ConfigureAwait(false);
        return tls is null
            ? stream
            : await tls.AuthenticateAsync(stream, Uri.DnsSafeHost, cancellationToken).ConfigureAwait(false);
    }
}
