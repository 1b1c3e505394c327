using System.Net.Http;
using Dockerize.Engines;

namespace Dockerize.Containers;

/// <summary>Sends HTTP requests to a container. Proxies are not used, and redirects are not followed.</summary>
internal sealed class HttpProbe : IDisposable
{
    private readonly HttpClient client = new(
        new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            CheckCertificateRevocationList = true,
        }
    )
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>Sends a GET request, and reads the head of the response.</summary>
    /// <param name="address">The address.</param>
    /// <param name="limit">The time limit for the response.</param>
    /// <param name="cancellationToken">A token that cancels the request.</param>
    public async Task<HttpResult> GetAsync(Uri address, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(limit);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        // Apps that restrict their host names usually allow this one.
        request.Headers.Host = $"localhost:{address.Port}";
        request.Headers.ConnectionClose = true;
        try
        {
            using var response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token)
                .ConfigureAwait(false);
            return new HttpResult((int)response.StatusCode, "");
        }
        catch (Exception exception) when (ConnectionErrors.IsConnectionError(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new HttpResult(
                null,
                exception is OperationCanceledException
                    ? "the app accepted the connection, but did not respond"
                    : ConnectionErrors.Reason(exception)
            );
        }
    }
}
