using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
using Dockerize.Engines.Endpoints;
using Microsoft.Net.Http.Client;

namespace Dockerize.Engines;

/// <summary>
/// The seam to Docker.DotNet: its HTTP client, on connections of <see cref="EngineDialer"/>. The client's own
/// connections use a proxy for engines on this machine, and its redirects repeat a request with its credentials at any
/// address, so that neither is used. Its typed operations are not used: they read JSON by reflection, do not end when a
/// stream is cut inside a message, and lack parameters that builds need.
/// </summary>
internal sealed class EngineTransport : IDisposable
{
    private readonly EngineEndpoint endpoint;
    private readonly EngineDialer dialer;
    private readonly HttpMessageInvoker invoker;

    /// <summary>Initializes a transport. No connection is opened yet.</summary>
    /// <exception cref="CertificateUnreadableException">A certificate or its key cannot be read.</exception>
    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "The invoker disposes of the handler."
    )]
    public EngineTransport(EngineEndpoint endpoint)
    {
        this.endpoint = endpoint;
        dialer = new EngineDialer(endpoint);
        invoker = new HttpMessageInvoker(
            new ManagedHandler(OpenAsync) { UseProxy = false, RedirectMode = RedirectMode.None }
        );
        Address = AddressOf(endpoint);
    }

    /// <summary>The address that request paths are relative to. TLS is part of the connection.</summary>
    public Uri Address { get; }

    /// <summary>Sends a request.</summary>
    /// <exception cref="EngineRedirectException">The answer is a redirect.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (dialer.ProxyAuthorization is { } authorization)
            request.Headers.Add("Proxy-Authorization", authorization);
        var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!IsRedirect(response.StatusCode))
            return response;

        using (response)
            throw new EngineRedirectException(endpoint, (int)response.StatusCode, LocationOf(response));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        invoker.Dispose();
        dialer.Dispose();
    }

    private async Task<Stream> OpenAsync(string host, int port, CancellationToken cancellationToken) =>
        new EngineStream(await dialer.OpenAsync(cancellationToken).ConfigureAwait(false), dialer.TargetPrefix);

    private static Uri AddressOf(EngineEndpoint endpoint)
    {
        var uri = endpoint.ClientUri;
        if (endpoint.Ssh is not null)
            return new Uri("http://docker");

        return uri.Scheme is "unix" or "npipe"
            ? new Uri("http://localhost")
            : new UriBuilder("http", uri.Host, uri.Port, uri.AbsolutePath.TrimEnd('/') + "/").Uri;
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is >= 300 and <= 399 and not 304;

    private static string LocationOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Location", out var values) ? values.FirstOrDefault() ?? "" : "";
}
