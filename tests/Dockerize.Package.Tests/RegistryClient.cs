using System.Net;

namespace Dockerize.Package.Tests;

/// <summary>A repository in a registry, read through the registry's API, without an engine.</summary>
/// <param name="registry">The registry: <c>localhost:5000</c>.</param>
/// <param name="repository">The repository.</param>
internal sealed class RegistryClient(string registry, string repository)
{
    private const string Manifests =
        "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
        + "application/vnd.docker.distribution.manifest.list.v2+json, "
        + "application/vnd.docker.distribution.manifest.v2+json";

    private static readonly HttpClient Http = new();

    /// <summary>The digest of a manifest or an index; null if the registry does not have it.</summary>
    public async Task<string?> FindDigestAsync(string reference)
    {
        using var response = await SendAsync(HttpMethod.Head, $"manifests/{reference}", Manifests);
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : response.EnsureSuccessStatusCode().Headers.GetValues("Docker-Content-Digest").Single();
    }

    /// <summary>Reads a manifest or an index.</summary>
    public Task<byte[]> ReadManifestAsync(string reference) => ReadAsync($"manifests/{reference}", Manifests);

    /// <summary>Reads a configuration or a layer.</summary>
    public Task<byte[]> ReadBlobAsync(string digest) => ReadAsync($"blobs/{digest}", "application/octet-stream");

    private async Task<byte[]> ReadAsync(string path, string accept)
    {
        using var response = await SendAsync(HttpMethod.Get, path, accept);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string accept)
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://{registry}/v2/{repository}/{path}"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Http.SendAsync(request);
    }
}
