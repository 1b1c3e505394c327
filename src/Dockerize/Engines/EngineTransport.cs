using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using Docker.DotNet;
using Dockerize.Engines.Endpoints;

namespace Dockerize.Engines;

/// <summary>
/// The seam to Docker.DotNet: its HTTP handler for sockets, named pipes, TLS and ssh. Its typed operations are not
/// used: they read JSON by reflection, do not end when a stream is cut inside a message, and lack parameters that
/// builds need.
/// </summary>
internal sealed class EngineTransport : IDisposable
{
    /// <summary>
    /// The timeout for opening a named pipe. Docker.DotNet's 100 ms are too short for a busy engine on Windows.
    /// </summary>
    private static readonly TimeSpan NamedPipeTimeout = TimeSpan.FromSeconds(5);

    private readonly DockerClientConfiguration configuration;
    private readonly DockerClient client;
    private readonly HttpMessageInvoker invoker;

    /// <summary>Initializes a transport. No connection is opened yet.</summary>
    /// <param name="endpoint">The endpoint of the engine.</param>
    /// <param name="timeout">The timeout of the underlying client.</param>
    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "The configuration disposes of them."
    )]
    public EngineTransport(EngineEndpoint endpoint, TimeSpan timeout)
    {
        var credentials = new HandlerKeeper(endpoint.CreateCredentials());
        configuration = new DockerClientConfiguration(endpoint.ClientUri, credentials, timeout, NamedPipeTimeout);
        client = configuration.CreateClient();
        // The client disposes of the handler.
        invoker = new HttpMessageInvoker(credentials.Handler!, disposeHandler: false);
        Address = endpoint.ClientUri.Scheme is "unix" or "npipe"
            ? new Uri("http://localhost")
            : AddressOf(endpoint.ClientUri, credentials.IsTlsCredentials());
    }

    /// <summary>The address that request paths are relative to.</summary>
    public Uri Address { get; }

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        invoker.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        invoker.Dispose();
        client.Dispose();
        configuration.Dispose();
    }

    private static Uri AddressOf(Uri uri, bool isTls) =>
        new UriBuilder(isTls ? "https" : "http", uri.Host, uri.Port).Uri;

    /// <summary>Keeps the handler that Docker.DotNet creates for an address.</summary>
    private sealed class HandlerKeeper(Credentials credentials) : Credentials
    {
        public HttpMessageHandler? Handler { get; private set; }

        public override bool IsTlsCredentials() => credentials.IsTlsCredentials();

        public override HttpMessageHandler GetHandler(HttpMessageHandler innerHandler) =>
            Handler = new Utf8Handler(credentials.GetHandler(innerHandler));

        // Releases certificates, and ssh processes whose request was abandoned.
        public override void Dispose()
        {
            credentials.Dispose();
            base.Dispose();
        }
    }

    /// <summary>
    /// Reads every answer as UTF-8. A proxy may send the name of another character set, and an unknown name makes
    /// reading fail.
    /// </summary>
    private sealed class Utf8Handler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Content?.Headers.ContentType is { } type)
                type.CharSet = null;
            return response;
        }
    }
}
