using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
using Dockerize.Engines.Endpoints;
using Microsoft.Net.Http.Client;

namespace Dockerize.Engines;

/// <summary>
/// Uses the HTTP client of Docker.DotNet on connections of <see cref="EngineDialer"/>. The client's own connections are
/// not used, because they use a proxy even for engines on this machine. Redirects are disabled, because the client
/// would send credentials to any address. The typed operations of Docker.DotNet are not used. They read JSON by
/// reflection, do not end if a stream is cut inside a message, and lack parameters that builds require.
/// </summary>
internal sealed class EngineTransport : IDisposable
{
    private readonly EngineEndpoint endpoint;
    private readonly EngineDialer dialer;
    private readonly HttpMessageInvoker invoker;

    /// <summary>Initializes a transport. Opens no connection.</summary>
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

    /// <summary>
    /// The address that request paths are relative to. The scheme is always http, because <see cref="EngineDialer"/>
    /// adds TLS.
    /// </summary>
    public Uri Address { get; }

    /// <summary>Sends a request.</summary>
    /// <exception cref="EngineRedirectException">The response is a redirect.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AddAuthorization(request);
        var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!IsRedirect(response.StatusCode))
            return response;

        using (response)
            throw new EngineRedirectException(endpoint, (int)response.StatusCode, LocationOf(response));
    }

    /// <summary>Sends a request that changes the protocol of its connection.</summary>
    /// <param name="request">The request, with the header <c>Upgrade</c> and without a body.</param>
    /// <param name="cancellationToken">A token that cancels the call until it returns.</param>
    /// <returns>The connection, whose next byte is the first one of the other protocol.</returns>
    /// <exception cref="EngineRedirectException">The response is a redirect.</exception>
    /// <exception cref="EngineResponseException">The engine rejected the upgrade.</exception>
    public async Task<Stream> UpgradeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AddAuthorization(request);
        var connection = await dialer.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // On .NET Framework, reading does not observe the token, but it ends when the stream is disposed.
            using var registration = cancellationToken.Register(connection.Dispose);
            var head = await EngineUpgrade
                .SendAsync(connection, request, dialer.TargetPrefix, cancellationToken)
                .ConfigureAwait(false);
            return head.Status == (int)HttpStatusCode.SwitchingProtocols
                ? connection
                : throw new EngineRedirectException(endpoint, head.Status, head.Find("Location") ?? "");
        }
        catch
        {
            connection.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        invoker.Dispose();
        dialer.Dispose();
    }

    private async Task<Stream> OpenAsync(string host, int port, CancellationToken cancellationToken) =>
        new EngineStream(await dialer.OpenAsync(cancellationToken).ConfigureAwait(false), dialer.TargetPrefix);

    private void AddAuthorization(HttpRequestMessage request)
    {
        if (dialer.ProxyAuthorization is { } authorization)
            request.Headers.Add("Proxy-Authorization", authorization);
    }

    private static Uri AddressOf(EngineEndpoint endpoint)
    {
        var uri = endpoint.ClientUri;
        if (endpoint.Program is not null)
            return new Uri("http://docker");

        return uri.Scheme is "unix" or "npipe"
            ? new Uri("http://localhost")
            : new UriBuilder("http", uri.Host, uri.Port, uri.AbsolutePath.TrimEnd('/') + "/").Uri;
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is >= 300 and <= 399 and not 304;

    private static string LocationOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Location", out var values) ? values.FirstOrDefault() ?? "" : "";
}
