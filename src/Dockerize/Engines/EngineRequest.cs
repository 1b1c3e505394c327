using System.Net;
using System.Net.Http;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>Writes a request body of unknown length.</summary>
/// <param name="destination">The stream of the connection.</param>
/// <param name="written">A callback that receives the length of each written block in bytes.</param>
/// <param name="cancellationToken">A token that cancels the transfer.</param>
internal delegate Task BodyWriter(Stream destination, Action<int> written, CancellationToken cancellationToken);

/// <summary>A request to an engine.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The escaped path, relative to the address of the engine.</param>
internal sealed record EngineRequest(HttpMethod Method, string Path)
{
    /// <summary>The API version of this request; null for the version of the connection.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The query parameters; parameters without a value are omitted.</summary>
    public IReadOnlyList<(string Name, string? Value)> Query { get; init; } = [];

    /// <summary>The headers; headers without a value are omitted.</summary>
    public IReadOnlyList<(string Name, string? Value)> Headers { get; init; } = [];

    /// <summary>The JSON body; null if there is none.</summary>
    public JObject? Json { get; init; }

    /// <summary>The writer of a tar body, which is sent with chunked encoding; null if there is none.</summary>
    public BodyWriter? Body { get; init; }

    /// <summary>
    /// Creates the exception for a rejected request from the engine's message; null for an <see
    /// cref="EngineRefusedException"/>.
    /// </summary>
    public Func<string, Exception>? Refusal { get; init; }

    /// <summary>Creates the HTTP message, without the streamed <see cref="Body"/>.</summary>
    /// <param name="address">The address of the engine.</param>
    public HttpRequestMessage ToMessage(Uri address)
    {
        // The handler supports only HTTP/1.1 and sends the version of the message, whose default differs between
        // runtimes.
        var message = new HttpRequestMessage(Method, new Uri(address, Path + QueryText()))
        {
            Version = HttpVersion.Version11,
        };
        foreach (var (name, value) in Headers.Where(header => header.Value is not null))
            message.Headers.Add(name, value);
        if (Json is not null)
            message.Content = new StringContent(Json.ToString(Formatting.None), Encoding.UTF8, "application/json");
        return message;
    }

    private string QueryText()
    {
        var parameters = Query
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}")
            .ToList();
        return parameters.Count == 0 ? "" : "?" + string.Join("&", parameters);
    }
}
